using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Orchestrator.Conversations.Events;
using Orchestrator.Privacy;

namespace Orchestrator.Protocol;

// Events of the journal; the codec adds version and turn.
public static partial class WireMapping
{
    internal static V1.JournalEvent ToProto(this TurnAccepted value)
    {
        var body = new V1.Accepted
        {
            BodyDigest = ByteString.CopyFrom(value.BodyDigest.Span),
            Options = value.Options.ToProto(),
            Preference = value.Preference.ToProto(),
            AllowRestart = value.AllowRestart,
            Drafts = value.Drafts,
            Entered = value.Entered.Name,
            KeyId = value.KeyId,
        };
        Fill(body.ImportedHistory, value.ImportedHistory, ToProto);
        Fill(body.Input, value.Input, ToProto);
        Fill(body.Tools, value.Tools, ToProto);
        return new() { Accepted = body };
    }

    internal static TurnAccepted FromProto(this V1.Accepted proto, string turnId) => new(turnId)
    {
        BodyDigest = proto.BodyDigest.Memory,
        ImportedHistory = Each(proto.ImportedHistory, "imported_history", FromProto),
        Input = Each(proto.Input, "input", FromProto),
        Tools = Each(proto.Tools, "tools", FromProto),
        Options = proto.Options?.FromProto() ?? new(),
        Preference = proto.Preference is null ? RoutePreference.None : Part(proto.Preference, "preference", FromProto),
        AllowRestart = proto.AllowRestart,
        Drafts = proto.Drafts,
        Entered = ToZone(proto.Entered, "entered"),
        KeyId = proto.KeyId,
    };

    internal static V1.JournalEvent ToProto(this TurnRouted value) => new()
    {
        Routed = new()
        {
            Input = value.Input.ToProto(),
            Decision = value.Decision.ToProto(),
            PolicyVersion = value.PolicyVersion,
            RouterVersion = value.RouterVersion,
        },
    };

    internal static TurnRouted FromProto(this V1.Routed proto, string turnId) => new(
        turnId,
        Part(proto.Input, "input", FromProto),
        Part(proto.Decision, "decision", FromProto),
        proto.PolicyVersion,
        proto.RouterVersion);

    internal static V1.JournalEvent ToProto(this AttemptStarted value) => new()
    {
        AttemptStarted = new()
        {
            Attempt = value.Attempt,
            Target = value.Target.ToProto(),
            Fallback = value.Fallback,
            Ledger = value.Ledger.ToProto(),
            Reserved = ToText(value.Reserved),
        },
    };

    internal static AttemptStarted FromProto(this V1.AttemptStarted proto, string turnId) =>
        new(turnId, proto.Attempt, Part(proto.Target, "target", FromProto), proto.Fallback, Part(proto.Ledger, "ledger", FromProto)) { Reserved = ToDecimal(proto.Reserved, "reserved") };

    internal static V1.JournalEvent ToProto(this AttemptEnded value)
    {
        var body = new V1.AttemptEnded { Attempt = value.Attempt, Outcome = value.Outcome, Detail = value.Detail };
        if (value.Confidence is { } confidence)
            body.Confidence = confidence;
        body.Usage = value.Usage?.ToProto();
        body.Cost = ToText(value.Cost);
        return new() { AttemptEnded = body };
    }

    internal static AttemptEnded FromProto(this V1.AttemptEnded proto, string turnId) =>
        new(turnId, proto.Attempt, proto.Outcome, proto.Detail, proto.HasConfidence ? proto.Confidence : null)
        {
            Usage = proto.Usage?.FromProto(),
            Cost = ToDecimal(proto.Cost, "cost"),
        };

    internal static V1.JournalEvent ToProto(this TurnCompleted value)
    {
        var body = new V1.Completed
        {
            Attempt = value.Attempt,
            Output = value.Output.ToProto(),
            SawLabel = value.SawLabel.ToProto(),
            FinishReason = value.FinishReason,
            Usage = value.Usage?.ToProto(),
            Cost = ToText(value.Cost),
            FirstContentAfter = Duration.FromTimeSpan(value.FirstContentAfter),
            Duration = Duration.FromTimeSpan(value.Duration),
        };
        if (value.Confidence is { } confidence)
            body.Confidence = confidence;
        if (value.Model is { } model)
            body.Model = model;
        Fill(body.Restored, value.Restored, static v => new V1.KnownValue { Type = v.Type, Value = v.Value });
        return new() { Completed = body };
    }

    internal static TurnCompleted FromProto(this V1.Completed proto, string turnId) => new(turnId, proto.Attempt)
    {
        Output = Part(proto.Output, "output", FromProto),
        SawLabel = Part(proto.SawLabel, "saw_label", FromProto),
        Restored = Each(proto.Restored, "restored", static v => new KnownValue(v.Type, v.Value)),
        FinishReason = proto.FinishReason,
        Usage = proto.Usage?.FromProto(),
        Cost = ToDecimal(proto.Cost, "cost"),
        Confidence = proto.HasConfidence ? proto.Confidence : null,
        Model = proto.HasModel ? proto.Model : null,
        FirstContentAfter = ToTimeSpan(proto.FirstContentAfter, "first_content_after"),
        Duration = ToTimeSpan(proto.Duration, "duration"),
    };
}
