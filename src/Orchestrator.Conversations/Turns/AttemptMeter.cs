using Orchestrator.Conversations.Events;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Counts what one attempt takes while it runs, so that one that breaks off or is cancelled is paid for as well. A provider that has
/// begun works for money, whether or not its answer arrives. Not thread-safe.
/// </summary>
internal sealed class AttemptMeter(ClearedAttempt attempt)
{
    private readonly bool _paidByTokens = attempt.Target.Zone.Kind == ZoneKind.Cloud;
    private bool _asked;
    private long _received;

    /// <summary>From here on the target may have the request.</summary>
    public void Asked() => _asked = true;

    public void Add(ModelUpdate update) => _received += update switch
    {
        ModelText text => text.Text.Length,
        ModelToolCall call => call.Call.Name.Length + call.Call.Arguments.Length,
        _ => 0,
    };

    /// <summary>What the attempt took, as far as it is known or must be assumed.</summary>
    public ModelUsage? UsageOf(AttemptOutcome outcome)
    {
        var told = outcome.Ended?.Usage;
        if (!_paidByTokens)
            return told;
        if (outcome.Ended is not null || _received > 0)
            return UsageCheck.Of(told, attempt.Cleared, _received);

        // Without a word of an answer: a refusal costs nothing, but who fell silent may have worked.
        return _asked && outcome.Code is "timeout" or "cut-off" or "cancelled" or AttemptEnded.Superseded ? UsageCheck.Of(null, attempt.Cleared, 0) : null;
    }
}
