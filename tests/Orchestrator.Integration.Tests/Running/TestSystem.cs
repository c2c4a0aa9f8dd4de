using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Link.Identity;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>A whole system of real processes: stand-in, silo, gateway and device, each link and the way to the provider through a proxy that can break it.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly bool _nodes;

    private TestSystem(string directory, IReadOnlyList<int> ports, string[] silo, string[] device, bool nodes)
    {
        Directory = directory;
        _nodes = nodes;
        (SiloHttp, SiloGrpc, DeviceHttp, DeviceGrpc, GatewayHttp, GatewayGrpc, StandInHttp, OrleansSilo, OrleansGateway) =
            (ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8]);
        DeviceLink = new(SiloGrpc);
        GatewayLink = new(SiloGrpc);
        ProviderLink = new(StandInHttp);
        StandIn = new("Orchestrator.StandIn", "--urls", Url(StandInHttp), "--capture");
        Silo = new("Orchestrator.Silo", ["--config", Config("silo"), .. silo]);
        Gateway = new("Orchestrator.EdgeNode", "--config", Config("gateway-1"));
        Device = new("Orchestrator.EdgeNode", ["--config", Config("device-1"), .. device]);
    }

    public string Directory { get; }

    public int SiloHttp { get; }

    public int SiloGrpc { get; }

    public int DeviceHttp { get; }

    public int DeviceGrpc { get; }

    public int GatewayHttp { get; }

    public int GatewayGrpc { get; }

    public int StandInHttp { get; }

    public int OrleansSilo { get; }

    public int OrleansGateway { get; }

    public FaultProxy DeviceLink { get; }

    public FaultProxy GatewayLink { get; }

    /// <summary>Between the silo and the stand-in provider.</summary>
    public FaultProxy ProviderLink { get; }

    public ServerProcess StandIn { get; }

    public ServerProcess Silo { get; }

    public ServerProcess Gateway { get; }

    public ServerProcess Device { get; }

    /// <summary>Starts everything.</summary>
    /// <param name="silo">More arguments for the silo.</param>
    /// <param name="device">More arguments for the device.</param>
    /// <param name="prepare">Is given each process before it starts.</param>
    /// <param name="nodes">Whether gateway and device run too; without them the silo has the provider alone.</param>
    public static async Task<TestSystem> StartAsync(string[]? silo = null, string[]? device = null, Action<ServerProcess>? prepare = null, bool nodes = true)
    {
        var ports = Enumerable.Range(0, 9).Select(_ => FreePorts.One());
        var system = new TestSystem(System.IO.Directory.CreateTempSubdirectory("orchestrator-system-").FullName, [.. ports], silo ?? [], device ?? [], nodes);
        system.WriteConfigs();
        ServerProcess[] processes = nodes ? [system.StandIn, system.Silo, system.Gateway, system.Device] : [system.StandIn, system.Silo];
        foreach (var process in processes)
        {
            prepare?.Invoke(process);
            process.Start();
        }

        await system.ReadyAsync();
        return system;
    }

    /// <summary>Waits until every process is healthy and the nodes are linked.</summary>
    public async Task ReadyAsync()
    {
        await HealthyAsync(SiloHttp);
        if (!_nodes)
            return;
        await HealthyAsync(GatewayHttp);
        await HealthyAsync(DeviceHttp);
        await UntilAsync(
            async () => Offers(await ListAsync(DeviceHttp)) && Offers(await ListAsync(SiloHttp)),
            "the nodes' offers");
    }

    public Task HealthyAsync(int port) => UntilAsync(() => StatusAsync(port, "healthy"), $"health of port {port}");

    public async Task<Answer> AskAsync(int port, string text, string? key = null, object? orchestrator = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url(port)}/v1/chat/completions");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { model = "auto", messages = new[] { new { role = "user", content = text } }, orchestrator });
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>What a process says of one of its parts.</summary>
    public async Task<Answer> HealthAsync(int port, string part)
    {
        using var response = await _http.GetAsync($"{Url(port)}/health/{part}");
        return await Answer.ReadAsync(response);
    }

    /// <summary>The silo's export of the usage of yesterday and today, a line of JSON each.</summary>
    public async Task<string> UsageAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Url(SiloHttp)}/orchestrator/v1/usage?from={TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}");
        request.Headers.Authorization = new("Bearer", key);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>What the stand-in provider received, whole.</summary>
    public Task<string> ProviderCaptureAsync() => _http.GetStringAsync($"{Url(StandInHttp)}/stand-in/requests");

    public async Task SetFaultAsync(object fault)
    {
        using var response = await _http.PostAsJsonAsync($"{Url(StandInHttp)}/stand-in/faults", fault);
        response.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var response = await _http.DeleteAsync($"{Url(StandInHttp)}/stand-in/faults");
        response.EnsureSuccessStatusCode();
    }

    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Waited {s_patience.TotalSeconds} s for {what}.\nsilo:\n{Silo.Log}\ngateway:\n{Gateway.Log}\ndevice:\n{Device.Log}\nstand-in:\n{StandIn.Log}");
            await pause.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { Device, Gateway, Silo, StandIn })
            await process.DisposeAsync();
        await DeviceLink.DisposeAsync();
        await GatewayLink.DisposeAsync();
        await ProviderLink.DisposeAsync();
        _http.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    public static string Url(int port) => $"http://127.0.0.1:{port}";

    // What was offered before a link broke stays listed, with the reason why it cannot be used.
    private static bool Offers(string listing) =>
        listing.Contains("orchestrator-stand-in@", StringComparison.Ordinal)
        && listing.Contains("mini-answers@", StringComparison.Ordinal)
        && !listing.Contains("\"unavailable\":\"", StringComparison.Ordinal);

    private async Task<string> ListAsync(int port)
    {
        try
        {
            return await _http.GetStringAsync($"{Url(port)}/v1/models");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private async Task<bool> StatusAsync(int port, string status)
    {
        try
        {
            return (await _http.GetStringAsync($"{Url(port)}/health/ready")).Contains($"{{\"status\":\"{status}\"", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string Config(string name) => Path.Combine(Directory, $"{name}.json");

    private void WriteConfigs()
    {
        using var site = SiteKey.Create("default", "home");
        var nodes = new List<object>
        {
            Node(site, "gateway-1", NodeRole.Gateway, GatewayHttp, GatewayGrpc, GatewayLink.Port),
            Node(site, "device-1", NodeRole.Device, DeviceHttp, DeviceGrpc, DeviceLink.Port),
        };
        Write("silo", new
        {
            DataDirectory = Path.Combine(Directory, "silo"),
            Http = new { Url = Url(SiloHttp) },
            Grpc = new { Url = Url(SiloGrpc) },
            Auth = new { AllowAnonymousLoopback = true },
            Orleans = new { SiloPort = OrleansSilo, GatewayPort = OrleansGateway },
            Nodes = nodes,
            Providers = new[] { new { Name = "stand-in", BaseUrl = $"{Url(ProviderLink.Port)}/v1", Model = "orchestrator-stand-in" } },
        });
    }

    private object Node(SiteKey site, string id, NodeRole role, int http, int grpc, int link)
    {
        using var identity = NodeIdentity.Create(id, role, site, TimeProvider.System);
        var file = Path.Combine(Directory, $"{id}.identity.json");
        identity.Save(file);
        Write(id, new
        {
            DataDirectory = Path.Combine(Directory, id),
            Node = new { IdentityFile = file },
            Link = new { ClusterAddress = Url(link) },
            Http = new { Url = Url(http) },
            Grpc = new { Url = Url(grpc) },
            Auth = new { AllowAnonymousLoopback = true },
        });
        var entry = identity.Entry;
        return new { entry.Id, Role = role.ToString(), entry.Tenant, entry.Site, KeySha256 = entry.KeyHash, SigningPublicKey = entry.SigningKey };
    }

    private void Write(string name, object orchestrator) => File.WriteAllText(Config(name), JsonSerializer.Serialize(new { Orchestrator = orchestrator }));
}
