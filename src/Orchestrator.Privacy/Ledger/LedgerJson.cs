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

    /// <summary>The bytes of a record.</summary>
    public static byte[] Write(LedgerState state, string kind, string node, DateTimeOffset at, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteNumber("sequence", state.Tree.Size);
            writer.WriteString("previous", state.Previous);
            writer.WriteString("root", state.Tree.Root);
            writer.WriteString("kind", kind);
            writer.WriteString("node", node);
            writer.WriteString("at", at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
            body(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, LedgerRecord record)
    {
        var entry = record.Entry;
        writer.WriteString("target", entry.TargetId);
        writer.WriteString("zone", entry.Zone.Name);
        writer.WriteString("verdict", Name(entry.Verdict));
        writer.WriteBoolean("sealed", entry.Sealed);
        writer.WriteStartArray("zones");
        foreach (var zone in entry.Zones)
        {
            writer.WriteStartObject();
            writer.WriteString("zone", zone.Zone.Name);
            writer.WriteString("verdict", Name(zone.Process));
            writer.WriteBoolean("carrySealed", zone.CarrySealed);
            writer.WriteString("rule", zone.Rule);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("policy", record.Policy.Version);
        writer.WriteString("policyDigest", record.Policy.Digest);
        writer.WriteStartObject("question");
        Write(writer, "label", record.Question.Label);
        Write(writer, "findings", record.Question.Findings);
        writer.WriteString("tier", record.Question.Tier?.ToString().ToLowerInvariant());
        writer.WriteString("tenant", record.Question.Context.Tenant);
        writer.WriteString("purpose", record.Question.Context.Purpose);
        Write(writer, "consents", record.Question.Context.Consents);
        Write(writer, "tools", record.Question.Tools);
        writer.WriteEndObject();
        Write(writer, "disclosed", entry.Disclosed);
        Write(writer, "pseudonymized", entry.Pseudonymized);
        Write(writer, "withheld", entry.Withheld);
        writer.WriteNumber("withheldAnswers", entry.WithheldAnswers);
        Write(writer, "sentLabel", entry.SentLabel);
        writer.WriteNumber("bytes", entry.Bytes);
        writer.WriteString("digest", entry.Digest);
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

    private static void Write(Utf8JsonWriter writer, string name, Label label)
    {
        writer.WriteStartObject(name);
        writer.WriteString("level", label.Level.ToString().ToLowerInvariant());
        Write(writer, "categories", label.Categories);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<TypeCount> counts)
    {
        writer.WriteStartObject(name);
        foreach (var count in counts)
            writer.WriteNumber(count.Type, count.Count);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
