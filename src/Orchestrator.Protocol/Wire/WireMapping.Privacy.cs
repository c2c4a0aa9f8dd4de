using Google.Protobuf.WellKnownTypes;
using Orchestrator.Privacy;

namespace Orchestrator.Protocol;

// Labels, verdicts, the ledger.
public static partial class WireMapping
{
    /// <summary>The label as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Label ToProto(this Label value)
    {
        var proto = new V1.Label { Level = (V1.SensitivityLevel)((int)value.Level + 1) };
        Fill(proto.Categories, value.Categories);
        return proto;
    }

    /// <summary>The label that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Label FromProto(this V1.Label proto) =>
        proto.Categories.Count == 0 && proto.Level == V1.SensitivityLevel.Public
            ? Label.Public
            : new(Known((SensitivityLevel)((int)proto.Level - 1), "level"), proto.Categories);

    /// <summary>The verdict as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ZoneVerdict ToProto(this ZoneVerdict value) => new()
    {
        Zone = value.Zone.Name,
        Process = (V1.Verdict)value.Process,
        CarrySealed = value.CarrySealed,
        Rule = value.Rule,
    };

    /// <summary>The verdict that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ZoneVerdict FromProto(this V1.ZoneVerdict proto) =>
        new(ToZone(proto.Zone, "zone"), Known((Verdict)proto.Process, "process"), proto.CarrySealed, proto.Rule);

    /// <summary>The entry as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.LedgerEntry ToProto(this LedgerEntry value)
    {
        var proto = new V1.LedgerEntry
        {
            At = Timestamp.FromDateTimeOffset(value.At),
            TargetId = value.TargetId,
            Zone = value.Zone.Name,
            Verdict = (V1.Verdict)value.Verdict,
            Sealed = value.Sealed,
            PolicyVersion = value.PolicyVersion,
            WithheldAnswers = value.WithheldAnswers,
            SentLabel = value.SentLabel.ToProto(),
            Bytes = value.Bytes,
            Digest = ToBytes(value.Digest),
            StayedInZone = value.StayedInZone,
        };
        Fill(proto.Zones, value.Zones, ToProto);
        Fill(proto.Disclosed, value.Disclosed, ToProto);
        Fill(proto.Withheld, value.Withheld, ToProto);
        Fill(proto.Pseudonymized, value.Pseudonymized, ToProto);
        return proto;
    }

    /// <summary>The entry that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static LedgerEntry FromProto(this V1.LedgerEntry proto) => new()
    {
        At = ToTime(proto.At, "at"),
        TargetId = proto.TargetId,
        Zone = ToZone(proto.Zone, "zone"),
        Verdict = Known((Verdict)proto.Verdict, "verdict"),
        Zones = Each(proto.Zones, "zones", FromProto),
        Sealed = proto.Sealed,
        PolicyVersion = proto.PolicyVersion,
        Disclosed = Each(proto.Disclosed, "disclosed", FromProto),
        Withheld = Each(proto.Withheld, "withheld", FromProto),
        Pseudonymized = Each(proto.Pseudonymized, "pseudonymized", FromProto),
        WithheldAnswers = proto.WithheldAnswers,
        SentLabel = Part(proto.SentLabel, "sent_label", FromProto),
        Bytes = proto.Bytes,
        Digest = ToHex(proto.Digest),
        StayedInZone = proto.StayedInZone,
    };

    private static V1.TypeCount ToProto(TypeCount value) => new() { Type = value.Type, Count = value.Count };

    private static TypeCount FromProto(V1.TypeCount proto) => new(proto.Type, proto.Count);
}
