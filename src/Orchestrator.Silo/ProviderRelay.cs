using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using Orchestrator.Link.Cluster;
using Orchestrator.Privacy;

namespace Orchestrator.Silo;

/// <summary>Offers the silo's providers to nodes, and sends there what nodes cleared.</summary>
internal sealed class ProviderRelay : ICloudTargets, IRelayExecutor
{
    private readonly ImmutableArray<ProviderConnector> _providers;

    public ProviderRelay(IEnumerable<ProviderConnector> providers)
    {
        _providers = [.. providers];
        foreach (var provider in _providers)
            provider.Changed += () => Changed?.Invoke();
    }

    public event Action? Changed;

    public ImmutableArray<CloudTarget> TargetsOf(string tenant, string site) =>
        [.. _providers.Select(p => new CloudTarget(p.Target, p.Form))];

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<RelayedRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        var provider = _providers.FirstOrDefault(p => p.Target.Id == cleared.Target.Id)
            ?? throw new TargetException("rejected", $"the cluster has no provider '{cleared.Target.Id}'");
        return provider.RunRelayedAsync(cleared, cancellationToken);
    }
}
