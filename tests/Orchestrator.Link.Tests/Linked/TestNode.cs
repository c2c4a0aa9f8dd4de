using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A node's link, as its host runs it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly IHost _host;

    private TestNode(IHost host, TestExecutor executor) => (_host, Executor) = (host, executor);

    public TestExecutor Executor { get; }

    public int OpenInvocations => ((LinkClient)Link).Session?.Invocations ?? 0;

    public IBudgetBank Bank => _host.Services.GetRequiredService<IBudgetBank>();

    /// <summary>Tells the cluster what is to be told now.</summary>
    public Task TellAsync() => _host.Services.GetServices<IHostedService>().OfType<UsageTelling>().Single().TellAsync(default);

    public INodeLink Link => _host.Services.GetRequiredService<INodeLink>();

    public static async Task<TestNode> StartAsync(
        NodeIdentity identity, int port, TestExecutor? executor = null, TimeProvider? time = null, Action<LinkClientOptions>? configure = null, IUsageOutbox? outbox = null,
        IErasure? erasure = null)
    {
        executor ??= new(identity.Role == NodeRole.Gateway ? ["mini"] : []);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(l => l.ClearProviders());
        builder.Services.AddSingleton(identity).AddSingleton<ILinkExecutor>(executor).AddSingleton(TestPrivacy.Gate(time))
            .AddSingleton(time ?? TimeProvider.System);
        if (outbox is not null)
            builder.Services.AddSingleton(outbox);
        if (erasure is not null)
            builder.Services.AddSingleton(erasure);
        builder.Services.AddLinkClient(o =>
        {
            o.Address = $"http://127.0.0.1:{port}";
            configure?.Invoke(o);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new(host, executor);
    }

    /// <summary>The connector of a target, once it can be used.</summary>
    public async Task<ITargetConnector> UsableAsync(string target)
    {
        await Eventually.TrueAsync(() => Link.Connectors.Any(c => c.Target.Id == target && c.Target.Unavailable is null), () =>
            $"{target} is not usable: {Link.State} {string.Join(", ", Link.Connectors.Select(c => $"{c.Target.Id}: {c.Target.Unavailable}"))}");
        return Link.Connectors.Single(c => c.Target.Id == target);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
