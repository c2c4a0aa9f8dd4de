using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Privacy;

namespace Orchestrator.Api.OpenAi;

/// <summary>Writes the <c>orchestrator</c> object of an answer: who answered and why, and what left for it.</summary>
internal static class DecisionWriter
{
    public static void Write(Utf8JsonWriter writer, TurnView turn)
    {
        var route = turn.Route;
        writer.WriteStartObject("orchestrator"u8);
        if (route.Target is { } target)
        {
            writer.WriteString("tier"u8, RouteHeaders.TierName(target.Tier));
            writer.WriteString("zone"u8, target.Zone.Name);
            writer.WriteString("node"u8, target.Node);
            writer.WriteString("model"u8, target.Model.ToString());
            writer.WriteBoolean("stand_in"u8, target.Model.StandIn);
        }
        writer.WriteString("reason"u8, route.ReasonCode);
        WriteStrings(writer, "reasons"u8, route.Reasons);
        writer.WriteNumber("attempt"u8, route.Attempt);
        writer.WriteBoolean("fallback"u8, route.Fallback);
        writer.WriteString("policy"u8, route.PolicyVersion);
        writer.WriteString("entered"u8, route.Entered.Name);
        if (route.Confidence is { } confidence)
            writer.WriteNumber("confidence"u8, confidence);
        writer.WriteNumber("cost_usd"u8, turn.Cost);
        writer.WriteStartArray("costs"u8);
        foreach (var cost in turn.Costs)
            WriteCost(writer, cost);
        writer.WriteEndArray();
        writer.WriteString("conversation"u8, turn.Conversation.ToString());
        writer.WriteString("turn"u8, turn.TurnId);
        writer.WriteStartObject("label"u8);
        WriteLabel(writer, route.Label);
        writer.WriteEndObject();
        writer.WriteStartArray("left"u8);
        foreach (var entry in route.Ledger)
            WriteEntry(writer, entry);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter writer, AttemptCost cost)
    {
        writer.WriteStartObject();
        writer.WriteNumber("attempt"u8, cost.Attempt);
        writer.WriteString("target"u8, cost.TargetId);
        writer.WriteString("outcome"u8, cost.Outcome);
        writer.WriteNumber("cost_usd"u8, cost.Cost);
        writer.WriteBoolean("estimated"u8, cost.Usage.Estimated);
        writer.WriteString("why"u8, cost.Why);
        writer.WriteEndObject();
    }

    private static void WriteLabel(Utf8JsonWriter writer, Label label)
    {
        writer.WriteString("level"u8, label.Level switch
        {
            SensitivityLevel.Public => "public",
            SensitivityLevel.Internal => "internal",
            SensitivityLevel.Confidential => "confidential",
            _ => "restricted",
        });
        WriteStrings(writer, "categories"u8, label.Categories);
    }

    private static void WriteEntry(Utf8JsonWriter writer, LedgerEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("target"u8, entry.TargetId);
        writer.WriteString("zone"u8, entry.Zone.Name);
        writer.WriteString("verdict"u8, entry.Verdict switch
        {
            Verdict.Allow => "allow",
            Verdict.Pseudonymize => "pseudonymize",
            Verdict.Redact => "redact",
            _ => "deny",
        });
        writer.WriteBoolean("sealed"u8, entry.Sealed);
        writer.WriteBoolean("stayed_in_zone"u8, entry.StayedInZone);
        writer.WriteNumber("bytes"u8, entry.Bytes);
        WriteCounts(writer, "disclosed"u8, entry.Disclosed);
        WriteCounts(writer, "pseudonymized"u8, entry.Pseudonymized);
        WriteCounts(writer, "withheld"u8, entry.Withheld);
        writer.WriteNumber("withheld_answers"u8, entry.WithheldAnswers);
        writer.WriteString("digest"u8, entry.Digest);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<TypeCount> counts)
    {
        writer.WriteStartObject(name);
        foreach (var count in counts)
            writer.WriteNumber(count.Type, count.Count);
        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
