using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Cluster;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A cluster's gRPC endpoint on loopback, on a free port unless one is given.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestCluster(WebApplication app, TestClouds clouds) => (_app, Clouds) = (app, clouds);

    public TestClouds Clouds { get; }

    public int OpenInvocations => ((LinkHub)Hub).Invocations;

    public IErasureReach Erasures => _app.Services.GetRequiredService<IErasureReach>();

    public ILinkHub Hub => _app.Services.GetRequiredService<ILinkHub>();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static Task<TestCluster> StartAsync(params NodeIdentity[] nodes) => StartAsync(0, TimeSpan.FromSeconds(1), nodes);

    public static Task<TestCluster> StartAsync(int port, TimeSpan heartbeat, params NodeIdentity[] nodes) =>
        StartAsync(port, heartbeat, TimeProvider.System, TestPrivacy.Gate(), nodes);

    public static Task<TestCluster> StartAsync(int port, TimeSpan heartbeat, TimeProvider time, EgressGate gate, params NodeIdentity[] nodes) =>
        StartAsync(port, heartbeat, time, gate, (Action<IServiceCollection>?)null, nodes);

    public static Task<TestCluster> StartAsync(IUsageInbox usage, params NodeIdentity[] nodes) =>
        StartAsync(0, TimeSpan.FromSeconds(1), TimeProvider.System, TestPrivacy.Gate(), services => services.AddSingleton(usage), nodes);

    public static Task<TestCluster> StartAsync(int port, IErasureJournal erasures, params NodeIdentity[] nodes) =>
        StartAsync(port, TimeSpan.FromSeconds(1), TimeProvider.System, TestPrivacy.Gate(), services => services.AddSingleton(erasures), nodes);

    public static Task<TestCluster> StartAsync(int port, TimeSpan heartbeat, TimeProvider time, EgressGate gate, IBudgetBank bank, params NodeIdentity[] nodes) =>
        StartAsync(port, heartbeat, time, gate, services => services.AddSingleton(bank), nodes);

    private static async Task<TestCluster> StartAsync(int port, TimeSpan heartbeat, TimeProvider time, EgressGate gate, Action<IServiceCollection>? more, NodeIdentity[] nodes)
    {
        var clouds = new TestClouds();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<ICloudTargets>(clouds).AddSingleton<IRelayExecutor>(clouds).AddSingleton(gate).AddSingleton(time);
        more?.Invoke(builder.Services);
        builder.Services.AddLinkHub(options =>
        {
            options.HeartbeatInterval = heartbeat;
            foreach (var node in nodes)
                options.Nodes.Add(node.Entry);
        });
        var app = builder.Build();
        app.MapGrpcService<LinkHub>();
        await app.StartAsync();
        return new(app, clouds);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
