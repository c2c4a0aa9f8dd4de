using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests.Running;

/// <summary>One whole system for all clients, with a key that they show, and the npm clients where Node.js is.</summary>
public sealed class ClientsFixture : IAsyncLifetime
{
    public const string Key = "orc_the_clients_key";

    /// <summary>A key whose budget is smaller than any answer of a provider may cost.</summary>
    public const string PoorKey = "orc_the_poor_key";

    /// <summary>The most that the device takes in one request.</summary>
    public const int MaxRequestBytes = 128 * 1024;

    // SHA-256 of the keys.
    private const string KeyHash = "b35f8840d535331a5573072f5cfb300289a033c7c95e7a5f8bc0b823248137e1";

    private const string PoorKeyHash = "3590611a7b37bea0dbb629a5a3c82925d7a1510a3158d01bdc195ee40321b37c";

    private readonly HttpClient _http = new();
    private readonly string _embeddings = Directory.CreateTempSubdirectory("orchestrator-embeddings-").FullName;
    private NodeClients? _node;
    private TestSystem? _system;

    internal TestSystem System => _system!;

    internal NodeClients Node => _node!;

    /// <summary>Runs a step of the npm <c>openai</c> client with the fixture's key, at the device unless told otherwise.</summary>
    internal async Task<OpenAiOutcome> OpenAiAsync(string step, object body, object? more = null, int? port = null)
    {
        var with = (JsonObject)JsonSerializer.SerializeToNode(more ?? new { })!;
        with["body"] = JsonSerializer.SerializeToNode(body);
        with["baseURL"] = $"{TestSystem.Url(port ?? System.DeviceHttp)}/v1";
        with["apiKey"] ??= Key;
        return new(await Node.RunAsync($"openai.{step}", with));
    }

    /// <summary>Runs a step of the npm <c>@grpc/grpc-js</c> client with the fixture's key, at the device unless told otherwise.</summary>
    internal async Task<JsonElement> GrpcAsync(string step, string? method = null, object? request = null, object? more = null, int? port = null)
    {
        var with = (JsonObject)JsonSerializer.SerializeToNode(more ?? new { })!;
        with["method"] = method;
        with["request"] = JsonSerializer.SerializeToNode(request);
        with["address"] = $"127.0.0.1:{port ?? System.DeviceGrpc}";
        with["protos"] = NodeClients.Protos;
        with["key"] ??= Key;
        return await Node.RunAsync($"grpc.{step}", with);
    }

    /// <summary>Waits until the provider has met the fault that was set: a turn that ends before would leave it to another test's.</summary>
    internal Task FaultTakenAsync() => System.UntilAsync(
        async () => await _http.GetStringAsync($"{TestSystem.Url(System.StandInHttp)}/stand-in/faults") == "[]", "the fault");

    /// <summary>Lets the provider get better, and forgets what it did: three failures in a row would take it out.</summary>
    internal async Task RecoverAsync()
    {
        await System.ReadyAsync();
        await System.UntilAsync(async () => (await System.AskAsync(System.SiloHttp, "Prove that every even perfect number is triangular")).Status == HttpStatusCode.OK, "the provider");
    }

    public async Task InitializeAsync()
    {
        string[] key =
        [
            // What clients repeat by themselves is seen only where the host does not repeat for them.
            "--Orchestrator:Turns:Retries=0",
            "--Orchestrator:Auth:Keys:0:Id=clients", $"--Orchestrator:Auth:Keys:0:Sha256={KeyHash}",
            "--Orchestrator:Auth:Keys:0:Tenant=default", "--Orchestrator:Auth:Keys:0:Owner=clients", "--Orchestrator:Auth:Keys:0:Site=home",
            "--Orchestrator:Auth:Keys:1:Id=poor", $"--Orchestrator:Auth:Keys:1:Sha256={PoorKeyHash}",
            "--Orchestrator:Auth:Keys:1:Tenant=default", "--Orchestrator:Auth:Keys:1:Owner=poor", "--Orchestrator:Auth:Keys:1:Site=home",
        ];
        var budgets = Path.Combine(_embeddings, "budgets.json");
        await File.WriteAllTextAsync(budgets, """{"tenants":[{"tenant":"default","keys":[{"id":"poor","limit":0.00000001,"period":"total"}]}]}""");
        string[] silo = [
            .. key, "--Orchestrator:Providers:0:StallTimeout=00:00:02", $"--Orchestrator:Budgets:File={budgets}",

            // So little that no decision is another for it.
            "--Orchestrator:Providers:0:OutputPricePerMillion=0.00001",

            // These tests are mostly faults: they would open the circuit, and the next test would meet that in place of its own.
            "--Orchestrator:Providers:0:BreakAtFailures=10000",
            "--Orchestrator:Providers:0:EmbeddingModel=orchestrator-stand-in",
            "--Orchestrator:Providers:0:Takes=Image",
        ];
        string[] device =
        [
            .. key, $"--Orchestrator:Api:MaxRequestBytes={MaxRequestBytes}",
            $"--Orchestrator:Models:Embeddings={TinyEmbeddings.Write(Path.Combine(_embeddings, "tiny-embeddings"))}",
            $"--Orchestrator:PolicyFile={Path.Combine(AppContext.BaseDirectory, "denying-policy.yaml")}",
        ];
        _system = await TestSystem.StartAsync(silo, device);
        if (NodeTools.Missing is null)
            _node = await NodeClients.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        if (_node is not null)
            await _node.DisposeAsync();
        if (_system is not null)
            await _system.DisposeAsync();
        Directory.Delete(_embeddings, recursive: true);
    }
}
