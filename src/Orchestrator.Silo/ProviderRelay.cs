using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using Orchestrator.Link.Cluster;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Silo;

/// <summary>Offers the silo's providers to nodes, and sends there what nodes cleared.</summary>
internal sealed class ProviderRelay : ICloudTargets, IRelayExecutor
{
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

    public ImmutableArray<CloudTarget> TargetsOf(string tenant, string site) => [.. _providers.Select(p => new CloudTarget(p.Target, p.Form))];

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<RelayedRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        var provider = _providers.FirstOrDefault(p => p.Target.Id == cleared.Target.Id)
            ?? throw new TargetException("rejected", $"the cluster has no provider '{cleared.Target.Id}'");
        CheckDrawn(cleared, provider.Target, invocation);
        return provider.RunRelayedAsync(cleared, cancellationToken);
    }

    /// <summary>
    /// What an attempt may cost at most, by the very bytes that are sent, was drawn on a budget or is not sent: a node may not have heard
    /// of a budget, or be too old to know of any.
    /// </summary>
    private void CheckDrawn(Cleared<RelayedRequest> cleared, Target target, Invocation invocation)
    {
        if (target.Price.Of(1, 1) == 0 || _budgets?.Find(invocation.Tenant)?.Limits(invocation.KeyId) is not true)
            return;
        if (OutputLimit.Of(cleared.Buffer.Span) is not { } tokens || invocation.Reserved < target.Price.Of(cleared.Buffer.Length, tokens))
            throw new TargetException("busy", $"{target.Id} has a price and its tenant a budget, of which less was set aside than the answer may cost; the node hears of a change within seconds");
    }
}
