using Orchestrator.Conversations.State;

namespace Orchestrator.Conversations.Turns;

/// <summary>The errors that end turns, in the words that every face shows.</summary>
internal static class TurnErrors
{
    public static OrchestratorError DeniedAtDispatch { get; } = new(
        ErrorReason.PrivacyRefused,
        "Policy denied the text at the moment of sending to every target that could be reached. Nothing left.");

    public static OrchestratorError NoneLeftAtDispatch { get; } = new(
        ErrorReason.NoTargetAvailable,
        "Every target that was chosen became unavailable before the text was sent. Nothing left. Send the same turn again later.");

    public static OrchestratorError Unwritable(string target, Exception cause) => new(
        ErrorReason.Internal, $"The request for {target} could not be written ({cause.GetType().Name}). Nothing left.");

    public static OrchestratorException HostGone(ErrorReason reason) =>
        new(reason, "The host of this conversation stopped in the middle of the turn. Send the same turn again.");

    public static OrchestratorException Erased => new(
        ErrorReason.ConversationErased, "This conversation was erased. Leave the conversation out to open a new one.", "conversation");

    public static OrchestratorException NoConversation => new(
        ErrorReason.NotFound, "There is no such conversation for this caller. Leave the conversation out to open a new one.", "conversation");

    public static OrchestratorError Of(TurnRecord turn, AttemptOutcome last)
    {
        if (last.Published)
            return new(ErrorReason.AnswerCutOff, $"The answer broke off: {last.Detail.TrimEnd('.')}. Send the same request again for a new attempt.");
        var tried = turn.Attempts.Where(a => a.Ended is not null).Select(a => a.Ended!.Detail).Append(last.Detail).Select(d => d.TrimEnd('.'));
        var said = string.Join("; ", tried.Distinct());
        return IsRefusal(last.Code) && turn.Attempts.All(a => a.Ended is null || IsRefusal(a.Ended.Outcome))
            ? new(ErrorReason.TargetRefused, $"No target answered: {said}. Sending the same request again does not help.")
            : new(ErrorReason.NoTargetAvailable, $"No target answered: {said}. Send the same request again later.") { RetryAfter = last.RetryAfter };
    }

    private static bool IsRefusal(string code) => code is "unauthorized" or "rejected";
}
