using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Conversations;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Chat;

/// <summary>A turn as one JSON object, for machines.</summary>
internal static class AnswerJson
{
    public static string Of(TurnView turn, TimeSpan took)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("conversation", turn.Conversation.ToString());
            writer.WriteString("turn", turn.TurnId);
            writer.WriteString("state", turn.State.ToString().ToLowerInvariant());
            writer.WriteString("text", turn.Output?.Text);
            WriteCalls(writer, turn);
            WriteError(writer, turn.Error);
            WriteRoute(writer, turn.Route);
            writer.WriteNumber("ms", Math.Round(took.TotalMilliseconds));
            writer.WriteNumber("cost", turn.Cost);
            writer.WriteNumber("input_tokens", turn.Usage?.InputTokens ?? 0);
            writer.WriteNumber("output_tokens", turn.Usage?.OutputTokens ?? 0);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>A turn that was refused before it had an answer: <c>{"state":"refused","error":{…}}</c>.</summary>
    public static string Of(OrchestratorError error)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("state", "refused");
            WriteError(writer, error);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteCalls(Utf8JsonWriter writer, TurnView turn)
    {
        writer.WriteStartArray("calls");
        foreach (var call in turn.Output?.ToolCalls ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.Arguments);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter writer, OrchestratorError? error)
    {
        if (error is null)
            return;
        writer.WriteStartObject("error");
        writer.WriteString("reason", error.Reason.ToString());
        writer.WriteString("message", error.Message);
        writer.WriteBoolean("retryable", error.Retryable);
        writer.WriteEndObject();
    }

    private static void WriteRoute(Utf8JsonWriter writer, TurnRoute route)
    {
        if (route.Target is { } target)
        {
            writer.WriteString("tier", target.Tier.ToString().ToLowerInvariant());
            writer.WriteString("zone", target.Zone.Name);
            writer.WriteString("node", target.Node);
            writer.WriteString("model", target.Model.ToString());
        }

        writer.WriteString("entered", route.Entered.Name);
        writer.WriteString("reason", route.ReasonCode);
        writer.WriteStartArray("reasons");
        foreach (var reason in route.Reasons)
            writer.WriteStringValue(reason);
        writer.WriteEndArray();
        writer.WriteNumber("attempt", route.Attempt);
        writer.WriteBoolean("fallback", route.Fallback);
        writer.WriteString("policy", route.PolicyVersion);
        if (route.Confidence is { } confidence)
            writer.WriteNumber("confidence", Math.Round(confidence, 6));
        writer.WriteLabel(route.Label);
        writer.WriteStartArray("left");
        foreach (var entry in route.Ledger.Where(e => !e.StayedInZone))
            WriteEntry(writer, entry);
        writer.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, LedgerEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("zone", entry.Zone.Name);
        writer.WriteString("verdict", entry.Verdict.ToString().ToLowerInvariant());
        writer.WriteBoolean("sealed", entry.Sealed);
        WriteCounts(writer, "disclosed", entry.Disclosed);
        WriteCounts(writer, "pseudonymized", entry.Pseudonymized);
        WriteCounts(writer, "withheld", entry.Withheld);
        writer.WriteNumber("bytes", entry.Bytes);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, IEnumerable<TypeCount> counts)
    {
        writer.WriteStartObject(name);
        foreach (var count in counts)
            writer.WriteNumber(count.Type, count.Count);
        writer.WriteEndObject();
    }
}
