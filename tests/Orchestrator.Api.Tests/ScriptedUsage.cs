using Orchestrator.Conversations.Usage;

namespace Orchestrator.Api.Tests;

/// <summary>Usage that remembers what was asked.</summary>
internal sealed class ScriptedUsage : IUsage
{
    public (string Tenant, DateOnly From, DateOnly Until) Asked { get; private set; }

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(string tenant, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        Asked = (tenant, from, until);
        return new(
        [
            new(from, tenant, "app-1", "gpt, large", "main", Tier.Cloud) { Attempts = 3, Estimated = 1, InputTokens = 1000, CachedInputTokens = 400, OutputTokens = 20, ReasoningTokens = 7, Cost = 0.000_000_000_075m },
            new(from, tenant, "=app", "mini", "gateway-1", Tier.Mini) { Attempts = 1, InputTokens = 5, OutputTokens = 6 },
        ]);
    }
}
