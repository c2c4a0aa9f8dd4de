using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.State;

namespace Orchestrator.Conversations.Feedback;

/// <summary>Keeps what is said of a turn, and tells the sinks. Called by whoever has the queue's place.</summary>
internal sealed class FeedbackKeeping(TurnEngine engine, ConversationMemory memory)
{
    public async Task<TurnRecord> KeepAsync(Caller caller, TurnRecord turn, TurnJudgement judgement)
    {
        if (turn.End is null || turn.Routed is null)
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The turn has not ended. Judge it when it has.", "turn_id");
        var replaced = turn.Feedback.FirstOrDefault(f => f.KeyId == caller.KeyId);
        if (replaced?.Judgement == judgement)
            return turn;

        // Nobody looked at what the person wrote: it counts as the most sensitive that there is.
        var level = judgement is { Comment: null, Correction: null } ? SensitivityLevel.Public : SensitivityLevel.Restricted;
        await memory.AppendAsync(memory.Header!, [new TurnFeedback(turn.TurnId, judgement, caller.KeyId)], level, []);
        var kept = memory.State.Find(turn.TurnId)!;
        engine.TellFeedback(new()
        {
            Conversation = memory.Key,
            TurnId = turn.TurnId,
            Given = kept.Feedback.First(f => f.KeyId == caller.KeyId),
            Replaced = replaced,
            Routed = turn.Routed,
            Target = turn.Route().Target,
            Attempt = turn.Attempt,
        });
        return kept;
    }
}
