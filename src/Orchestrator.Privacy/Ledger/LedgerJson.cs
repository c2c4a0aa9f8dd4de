using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>Writes records, and reads what is needed to replay them.</summary>
internal static class LedgerJson
{
    public const int Version = 1;
    public const string Opened = "opened", Cleared = "cleared";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a record.</summary>
    public static void Write<T>(IBufferWriter<byte> buffer, LedgerState state, string kind, string node, DateTimeOffset at, T content, Action<Utf8JsonWriter, T> body)
    {
        using var writer = new Utf8JsonWriter(buffer, Compact);
        writer.WriteStartObject();
        writer.WriteNumber("version"u8, Version);
        writer.WriteNumber("sequence"u8, state.Tree.Size);
        writer.WriteString("previous"u8, state.Previous);
        writer.WriteString("root"u8, state.Tree.Root);
        writer.WriteString("kind"u8, kind);
        writer.WriteString("node"u8, node);
        writer.WriteString("at"u8, at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        body(writer, content);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, LedgerRecord record)
    {
        var entry = record.Entry;
        writer.WriteString("target"u8, entry.TargetId);
        writer.WriteString("zone"u8, entry.Zone.Name);
        writer.WriteString("verdict"u8, Name(entry.Verdict));
        writer.WriteBoolean("sealed"u8, entry.Sealed);
        writer.WriteStartArray("zones"u8);
        foreach (var zone in entry.Zones)
        {
            writer.WriteStartObject();
            writer.WriteString("zone"u8, zone.Zone.Name);
            writer.WriteString("verdict"u8, Name(zone.Process));
            writer.WriteBoolean("carrySealed"u8, zone.CarrySealed);
            writer.WriteString("rule"u8, zone.Rule);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("policy"u8, record.Policy.Version);
        writer.WriteString("policyDigest"u8, record.Policy.Digest);
        writer.WriteStartObject("question"u8);
        Write(writer, "label"u8, record.Question.Label);
        Write(writer, "findings"u8, record.Question.Findings);
        writer.WriteString("tier"u8, record.Question.Tier?.ToString().ToLowerInvariant());
        writer.WriteString("tenant"u8, record.Question.Context.Tenant);
        writer.WriteString("purpose"u8, record.Question.Context.Purpose);
        Write(writer, "consents"u8, record.Question.Context.Consents);
        Write(writer, "tools"u8, record.Question.Tools);
        writer.WriteEndObject();
        Write(writer, "disclosed"u8, entry.Disclosed);
        Write(writer, "pseudonymized"u8, entry.Pseudonymized);
        Write(writer, "withheld"u8, entry.Withheld);
        writer.WriteNumber("withheldAnswers"u8, entry.WithheldAnswers);
        Write(writer, "sentLabel"u8, entry.SentLabel);
        writer.WriteNumber("bytes"u8, entry.Bytes);
        writer.WriteString("digest"u8, entry.Digest);
    }

    public static PolicyQuestion ReadQuestion(JsonElement question)
    {
        var label = question.GetProperty("label");
        return new(new(Enum.Parse<SensitivityLevel>(label.GetProperty("level").GetString()!, ignoreCase: true), Texts(label.GetProperty("categories"))), default)
        {
            Findings = [.. question.GetProperty("findings").EnumerateObject().Select(static f => new TypeCount(f.Name, f.Value.GetInt32()))],
            Tier = question.GetProperty("tier").GetString() is { } tier ? Enum.Parse<Tier>(tier, ignoreCase: true) : null,
            Tools = Texts(question.GetProperty("tools")),
            Context = new()
            {
                Tenant = question.GetProperty("tenant").GetString(),
                Purpose = question.GetProperty("purpose").GetString(),
                Consents = Texts(question.GetProperty("consents")),
            },
        };
    }

    public static IEnumerable<ZoneVerdict> ReadZones(JsonElement zones) => zones.EnumerateArray().Select(static zone => new ZoneVerdict(
        Zone.Parse(zone.GetProperty("zone").GetString()!),
        ReadVerdict(zone.GetProperty("verdict")),
        zone.GetProperty("carrySealed").GetBoolean(),
        zone.GetProperty("rule").GetString()!));

    public static Verdict ReadVerdict(JsonElement verdict) => Enum.Parse<Verdict>(verdict.GetString()!, ignoreCase: true);

    private static ImmutableArray<string> Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(static t => t.GetString()!)];

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Label label)
    {
        writer.WriteStartObject(name);
        writer.WriteString("level"u8, label.Level.ToString().ToLowerInvariant());
        Write(writer, "categories"u8, label.Categories);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<TypeCount> counts)
    {
        writer.WriteStartObject(name);
        foreach (var count in counts)
            writer.WriteNumber(count.Type, count.Count);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
