using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations;

namespace Orchestrator.Sdk.Chat;

/// <summary>A turn as chat responses.</summary>
internal static class ChatAnswers
{
    public static AdditionalPropertiesDictionary Decision(TurnView turn, TurnRoute route)
    {
        var properties = new AdditionalPropertiesDictionary
        {
            [DecisionKeys.Reason] = route.ReasonCode,
            [DecisionKeys.Reasons] = route.Reasons,
            [DecisionKeys.Entered] = route.Entered.Name,
            [DecisionKeys.Conversation] = turn.Conversation.ToString(),
            [DecisionKeys.Turn] = turn.TurnId,
            [DecisionKeys.Attempt] = route.Attempt,
            [DecisionKeys.Fallback] = route.Fallback,
            [DecisionKeys.Policy] = route.PolicyVersion,
            [DecisionKeys.Cost] = turn.Cost,
        };
        if (route.Target is { } target)
        {
            properties[DecisionKeys.Tier] = target.Tier.ToString().ToLowerInvariant();
            properties[DecisionKeys.Zone] = target.Zone.Name;
            properties[DecisionKeys.Node] = target.Node;
            properties[DecisionKeys.Model] = target.Model.ToString();
        }

        if (route.Confidence is { } confidence)
            properties[DecisionKeys.Confidence] = confidence;
        return properties;
    }

    public static FunctionCallContent Call(ToolCall call)
    {
        try
        {
            return new(call.Id, call.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments, AIJsonUtilities.DefaultOptions));
        }
        catch (JsonException exception)
        {
            // As Microsoft.Extensions.AI's own clients tell it: the caller sees the call and why it cannot be made.
            return new(call.Id, call.Name) { Exception = exception };
        }
    }

    public static ChatFinishReason? Finish(string? reason) => reason is null ? null : new ChatFinishReason(reason);

    public static UsageDetails? Usage(ModelUsage? usage) => usage is null ? null : new()
    {
        InputTokenCount = usage.InputTokens,
        OutputTokenCount = usage.OutputTokens,
        TotalTokenCount = usage.InputTokens + usage.OutputTokens,
        CachedInputTokenCount = usage.CachedInputTokens,
        ReasoningTokenCount = usage.ReasoningTokens,
    };

    /// <summary>The error of a turn that ended without an answer; null when it has one.</summary>
    public static OrchestratorException? Failure(TurnView turn) => turn.State switch
    {
        TurnState.Completed => null,
        TurnState.Cancelled => new(ErrorReason.Cancelled, "The turn was cancelled."),
        TurnState.Interrupted => new(ErrorReason.AnswerCutOff, $"The turn's host stopped before the answer ended. The same request with turn id {turn.TurnId} goes on with it."),
        _ => turn.Error is { } error ? new(error) : new(ErrorReason.Internal, $"Turn {turn.TurnId} failed without saying why."),
    };
}
