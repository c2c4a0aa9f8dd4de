using System.Net;
using System.Text.Json;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What an operator and a client are told when a process is given something broken: nothing starts half, nothing is sent unjudged.</summary>
public sealed class BrokenStartTests : IDisposable
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    private readonly string _directory = Directory.CreateTempSubdirectory("orchestrator-broken-").FullName;
    private readonly int _http = FreePorts.One();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("nano-commands")]
    [InlineData("difficulty")]
    public async Task A_model_with_one_flipped_byte_is_refused_by_name(string model)
    {
        var models = Path.Combine(_directory, "models");
        Copy(Path.Combine(NodeClients.Repository(), "models"), models);
        var largest = new DirectoryInfo(Path.Combine(models, model)).EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(static f => f.Length)!;
        var bytes = await File.ReadAllBytesAsync(largest.FullName);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(largest.FullName, bytes);

        var said = await RefusedAsync($"--Orchestrator:Models:Path={models}");

        Assert.Contains(largest.Name, said, StringComparison.Ordinal);
        Assert.Contains("sha256", said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_broken_policy_starts_nothing_and_is_refused_by_its_file()
    {
        var policy = Path.Combine(_directory, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\nname: broken\nrules:\n  - name: everything\n    zones: [cloud]\n    verdict: alow\n");

        var said = await RefusedAsync($"--Orchestrator:PolicyFile={policy}");

        Assert.Contains("policy.yaml", said, StringComparison.Ordinal);
        Assert.Contains("alow", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_key_the_refusal_names_the_keys_of_the_configuration()
    {
        Assert.Contains("Orchestrator:Auth:Keys:0:Id, :Sha256", await RefusedAsync("--Orchestrator:Auth:AllowAnonymousLoopback=false"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_loopback_nothing_starts_in_plaintext()
    {
        Assert.Contains("bind 127.0.0.1", await RefusedAsync($"--Orchestrator:Http:Url=http://0.0.0.0:{_http}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_no_number_is_refused_by_its_key()
    {
        Assert.Contains("Orchestrator:Api:MaxRequestBytes", await RefusedAsync("--Orchestrator:Api:MaxRequestBytes=lots"), StringComparison.Ordinal);
        Assert.Contains("Orchestrator:Api:MaxRequestBytes", await RefusedAsync("--Orchestrator:Api:MaxRequestBytes=12"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_wants_a_key_is_told_by_health_and_by_the_error_of_who_asks_for_it()
    {
        var port = FreePorts.One();
        using var provider = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        provider.Start();
        var refusing = RefuseAsync(provider);
        await using var silo = Silo(
            "--Orchestrator:Providers:0:Name=keyed", $"--Orchestrator:Providers:0:BaseUrl=http://127.0.0.1:{port}/v1", "--Orchestrator:Providers:0:Model=some-model");
        silo.Start();
        using var http = new HttpClient { BaseAddress = new(TestSystem.Url(_http)) };
        var health = await UntilAsync(http, "/health/ready", static text => text.Contains("status 401", StringComparison.Ordinal), silo);
        using var asked = await http.PostAsync(
            "/v1/chat/completions", new StringContent(JsonSerializer.Serialize(new { model = "cloud", messages = new[] { new { role = "user", content = Task } } })));

        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, asked.StatusCode);
        Assert.Contains("keyed refused its key (status 401)", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        provider.Stop();
        await refusing;
    }

    private static async Task RefuseAsync(HttpListener provider)
    {
        try
        {
            while (true)
            {
                var context = await provider.GetContextAsync();
                context.Response.StatusCode = 401;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has seen what it came for.
        }
    }

    private static async Task<JsonElement> UntilAsync(HttpClient http, string path, Func<string, bool> condition, ServerProcess silo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                var text = await http.GetStringAsync(path, patience.Token);
                if (condition(text))
                    return JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Waited 60 s for {path}.\n{silo.Log}");
            await pause.WaitForNextTickAsync();
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private async Task<string> RefusedAsync(params string[] arguments)
    {
        await using var silo = Silo(arguments);
        silo.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var code = await silo.ExitAsync(patience.Token);
        Assert.True(code == 2, $"It ended with {code}:\n{silo.Log}");
        Assert.DoesNotContain("   at ", silo.Log, StringComparison.Ordinal);
        return silo.Log;
    }

    private ServerProcess Silo(params string[] arguments) => new(
        "Orchestrator.Silo",
        [
            $"--Orchestrator:DataDirectory={Path.Combine(_directory, "data")}", $"--Orchestrator:Http:Url={TestSystem.Url(_http)}",
            $"--Orchestrator:Grpc:Url={TestSystem.Url(FreePorts.One())}", $"--Orchestrator:Orleans:SiloPort={FreePorts.One()}",
            $"--Orchestrator:Orleans:GatewayPort={FreePorts.One()}", "--Orchestrator:Auth:AllowAnonymousLoopback=true", .. arguments,
        ]);
}
