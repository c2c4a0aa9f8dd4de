namespace Orchestrator.Privacy;

/// <summary>A policy that never changes. Thread-safe.</summary>
/// <param name="policy">The policy.</param>
public sealed class FixedPolicy(PrivacyPolicy policy) : IPolicySource
{
    /// <inheritdoc/>
    public PrivacyPolicy Current { get; } = policy;
}
