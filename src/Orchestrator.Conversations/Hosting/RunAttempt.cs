using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations.Hosting;

/// <summary>An attempt that ran.</summary>
/// <param name="Attempt">What was sent.</param>
/// <param name="Number">Its number.</param>
/// <param name="Outcome">How it went.</param>
internal sealed record RunAttempt(ClearedAttempt Attempt, int Number, AttemptOutcome Outcome)
{
    /// <summary>US dollars.</summary>
    public decimal Cost => Outcome.Usage is { } usage ? Attempt.Target.Price.Of(usage).Amount : 0;
}
