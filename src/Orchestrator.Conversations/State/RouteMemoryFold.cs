using Orchestrator.Conversations.Events;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.State;

/// <summary>What a conversation's journal says to the router about its next turn.</summary>
internal static class RouteMemoryFold
{
    // Further back nothing changes a route, and a long conversation costs no more than this.
    private const int MostTurns = 16;

    /// <summary>The memory; null when nobody answered yet.</summary>
    /// <param name="state">The conversation before the turn.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="prompt">What the turn says.</param>
    /// <param name="now">When it came.</param>
    public static RouteMemory? Of(ConversationState state, TurnAccepted turn, string prompt, DateTimeOffset now)
    {
        if (state.Answered.IsEmpty)
            return null;
        var last = state.Answered[^1];
        var inToolLoop = IsAnswerOf(turn, last);
        var (held, easy) = inToolLoop ? (last, 0) : Held(state);
        if (held?.Current is not { } answered)
            return null;
        var idle = now - (last.EndedAt ?? now);
        return new()
        {
            HeldTarget = answered.Target.Id,
            HeldTier = answered.Target.Tier,
            InToolLoop = inToolLoop,
            EasyTurns = easy,
            Idle = idle > TimeSpan.Zero ? idle : TimeSpan.Zero,
            Drift = inToolLoop ? 0 : TopicDrift.Of(prompt, Said(state)),
            SeenTokens = (held.Routed?.Input.PromptTokens ?? 0) + (int)((held.End as TurnCompleted)?.Usage?.OutputTokens ?? 0),
        };
    }

    private static bool IsAnswerOf(TurnAccepted turn, TurnRecord last) =>
        turn.Input.Any(m => m.Role == Role.Tool)
        && last.End is TurnCompleted completed
        && turn.Input.Any(m => m.Role == Role.Tool && completed.Output.ToolCalls.Any(c => c.Id == m.ToolCallId));

    /// <summary>The last turn that an open model answered, and how many in a row up to it would have been content with less. A narrow model's turns say nothing of the talk's tier.</summary>
    private static (TurnRecord? Held, int Easy) Held(ConversationState state)
    {
        TurnRecord? held = null;
        var (heldTier, easy) = (default(Tier), 0);
        for (var i = state.Answered.Length - 1; i >= Math.Max(0, state.Answered.Length - MostTurns); i--)
        {
            var turn = state.Answered[i];
            if (turn.Current?.Target is not { Capabilities.OpenEnded: true } target)
                continue;
            if (held is null)
                (held, heldTier) = (turn, target.Tier);
            if (turn.Routed?.Decision.Wanted is not { } wanted || wanted >= heldTier || target.Tier != heldTier)
                break;
            easy++;
        }

        return (held, easy);
    }

    private static IEnumerable<string> Said(ConversationState state)
    {
        for (var i = state.Answered.Length - 1; i >= Math.Max(0, state.Answered.Length - MostTurns); i--)
        {
            foreach (var message in state.Answered[i].Accepted.Input)
                yield return message.Text;
            if (state.Answered[i].End is TurnCompleted completed)
                yield return completed.Output.Text;
        }
    }
}
