using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Turns;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Conversations.Feedback;

/// <summary>
/// Learns from what became of answers that nobody judged: what the cascade made of them, and whether the same was asked again of a
/// bigger model. Thread-safe.
/// </summary>
internal sealed class AnswerLearning(LearnedShifts learned, TurnDigests digests, TimeProvider time)
{
    private readonly RecentAnswers _recent = new(time);

    /// <summary>A turn was accepted. Whoever chooses a bigger model for what a smaller one has just answered was not content with it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="memory">The conversation, with the turn as its last.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="asked">Who is asked first.</param>
    public void Accepted(Caller caller, ConversationMemory memory, TurnAccepted turn, Target asked)
    {
        if (!AsksForMore(turn.Preference))
            return;
        var before = LastAnswer(memory.State, turn) ?? _recent.Take(digests.Extend(HistoryBefore(caller, memory, turn), turn.Input));
        if (before is not null && before.Target.Tier < asked.Tier)
            Learn(memory.Key.Tenant, before, LearnedKind.AskedAgain, 0);
    }

    /// <summary>A turn was answered.</summary>
    /// <param name="live">The turn.</param>
    /// <param name="answered">The attempt that answered it.</param>
    /// <param name="output">The answer.</param>
    /// <param name="asked">Keyed digest of everything that was asked.</param>
    public void Answered(LiveTurn live, ClearedAttempt answered, Message output, ReadOnlySpan<byte> asked)
    {
        foreach (var (place, kind, good) in live.Cascade.Verdicts(answered, output))
            Learn(live.Caller.Tenant, new(live.Plan.Routed.Decision.Plan[place].Target, live.Plan.Routed), kind, good ? 1 : 0);
        if (IsChosenFreely(live.Plan.Routed) && answered.Target.Tier < Tier.Cloud)
            _recent.Keep(asked, new(answered.Target, live.Plan.Routed));
    }

    private static bool AsksForMore(RoutePreference preference) =>
        preference.NamesModel || preference.Mode is RoutePreferenceMode.PreferCloud or RoutePreferenceMode.OnlyCloud || preference.Quality is not null;

    // A program that compares models by their names is not discontent with any.
    private static bool IsChosenFreely(TurnRouted routed) => !routed.Input.Preference.NamesModel;

    private RecentAnswer? LastAnswer(ConversationState state, TurnAccepted turn) =>
        state.Turns.Length > 1 && state.Turns[^2] is { End: TurnCompleted, Routed: { } routed } last && last.EndedAt >= time.GetUtcNow() - RecentAnswers.Lifetime
            && IsChosenFreely(routed) && last.Route().Target is { } target && last.Accepted.Input.AsSpan().SequenceEqual(turn.Input.AsSpan())
            ? new(target, routed)
            : null;

    private ReadOnlyMemory<byte> HistoryBefore(Caller caller, ConversationMemory memory, TurnAccepted turn) =>
        memory.Header is { HistoryDigest: { IsEmpty: false } known } ? known : digests.History(caller.Owner, caller.KeyId, turn.ImportedHistory);

    private void Learn(string tenant, RecentAnswer answer, LearnedKind kind, double worth)
    {
        if (Expectation.Of(answer.Routed, answer.Target) is { } expected)
            learned.Take(tenant, answer.Target.Model.Name, answer.Routed.Input.Difficulty.Group, worth - expected, kind);
    }
}
