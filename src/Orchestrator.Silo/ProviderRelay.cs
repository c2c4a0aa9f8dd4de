using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using Orchestrator.Link.Cluster;
using Orchestrator.Privacy;

namespace Orchestrator.Silo;

/// <summary>Offers the silo's providers to nodes, and sends there what nodes cleared.</summary>
internal sealed class ProviderRelay : ICloudTargets, IRelayExecutor
{
    // A node draws on no budget: what its attempts cost could take any amount from one.
    private const string Withheld = "its tenant has a budget, which edge nodes do not draw on yet; ask at the silo";

    private readonly ImmutableArray<ProviderConnector> _providers;
    private readonly IBudgetRules? _budgets;

    public ProviderRelay(IEnumerable<ProviderConnector> providers, IBudgetRules? budgets = null)
    {
        _budgets = budgets;
        _providers = [.. providers];
        foreach (var provider in _providers)
            provider.Changed += () => Changed?.Invoke();
    }

    public event Action? Changed;

    public ImmutableArray<CloudTarget> TargetsOf(string tenant, string site) =>
        [
            .. _providers.Select(p => new CloudTarget(IsWithheld(tenant, p.Target) ? p.Target with { Unavailable = Withheld } : p.Target, p.Form)),
        ];

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<RelayedRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        var provider = _providers.FirstOrDefault(p => p.Target.Id == cleared.Target.Id)
            ?? throw new TargetException("rejected", $"the cluster has no provider '{cleared.Target.Id}'");

        // The budget may be newer than what the node was offered.
        return IsWithheld(invocation.Tenant, provider.Target)
            ? throw new TargetException("rejected", $"{provider.Target.Id} is withheld: {Withheld}")
            : provider.RunRelayedAsync(cleared, cancellationToken);
    }

    private bool IsWithheld(string tenant, Target target) => _budgets?.Find(tenant) is not null && target.Price.Of(1, 1) > 0;
}
