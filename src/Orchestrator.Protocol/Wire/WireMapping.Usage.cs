using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Protocol;

// What nodes tell of their attempts.
public static partial class WireMapping
{
    private const int LongestUsageName = 512;

    /// <summary>Attempts as they cross.</summary>
    /// <param name="entries">Attempts that have ended.</param>
    public static V1.UsageReport ToUsageReport(this IEnumerable<UsageEntry> entries)
    {
        var report = new V1.UsageReport();
        report.Rows.AddRange(entries.Select(ToProto));
        return report;
    }

    /// <summary>The attempts that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ImmutableArray<UsageEntry> FromProto(this V1.UsageReport proto) => Each(proto.Rows, "rows", FromProto);

    private static V1.UsageRow ToProto(UsageEntry value) => new()
    {
        Attempt = ByteString.CopyFrom(value.Attempt.ToByteArray()),
        At = value.At.ToTimestamp(),
        KeyId = value.KeyId,
        Site = value.Site,
        Node = value.Node,
        Model = value.Model,
        Tier = (V1.Tier)value.Tier,
        Incarnation = value.Incarnation,
        Reserved = ToText(value.Reserved),
        Cost = ToText(value.Cost ?? value.Reserved),
        Usage = value.Usage?.ToProto(),
    };

    private static UsageEntry FromProto(V1.UsageRow proto) => new(
        proto.Attempt.Length == 16 ? new(proto.Attempt.Span) : throw new WireFormatException("attempt", "expected 16 bytes."),
        Part(proto.At, "at", static t => t.ToDateTimeOffset()))
    {
        KeyId = UsageName(proto.KeyId, "key_id"),
        Site = UsageName(proto.Site, "site"),
        Node = UsageName(proto.Node, "node"),
        Model = UsageName(proto.Model, "model"),
        Tier = Known((Tier)proto.Tier, "tier"),
        Incarnation = UsageName(proto.Incarnation, "incarnation"),
        Reserved = Sum(proto.Reserved, "reserved"),
        Cost = Sum(proto.Cost, "cost"),
        Usage = proto.Usage is { } usage ? Counted(usage.FromProto()) : null,
    };

    private static string UsageName(string text, string field) =>
        text.Length <= LongestUsageName ? text : throw new WireFormatException(field, $"expected at most {LongestUsageName} characters.");

    private static ModelUsage Counted(ModelUsage usage) => usage is { InputTokens: >= 0, OutputTokens: >= 0, CachedInputTokens: >= 0, ReasoningTokens: >= 0 }
        ? usage
        : throw new WireFormatException("usage", "expected counts that are not negative.");
}
