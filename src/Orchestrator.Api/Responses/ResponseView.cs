using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.Responses;

/// <summary>A turn as a response.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Route">Who answers it now.</param>
/// <param name="Status">The protocol's word for where it stands.</param>
/// <param name="Request">What was asked, where it is at hand.</param>
/// <param name="Error">Why there is no answer.</param>
/// <param name="TextAt">The place of the answer's text among its items.</param>
internal sealed record ResponseView(TurnView Turn, TurnRoute Route, string Status, ResponseRequest? Request, OrchestratorError? Error = null, int TextAt = 0)
{
    public static ResponseView Of(TurnView turn, ResponseRequest? request = null, int textAt = 0) =>
        new(turn, turn.Route, StatusOf(turn), request, turn.Error, textAt);

    private static string StatusOf(TurnView turn) => turn.State switch
    {
        TurnState.Completed => turn.FinishReason == "length" ? "incomplete" : "completed",
        TurnState.Cancelled => "cancelled",
        TurnState.Failed or TurnState.Interrupted => "failed",
        _ => "in_progress",
    };
}
