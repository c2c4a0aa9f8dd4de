using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Protocol;

// Targets, preferences, decisions.
public static partial class WireMapping
{
    /// <summary>The model's name as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ModelReference ToProto(this ModelReference value)
    {
        var proto = new V1.ModelReference { Name = value.Name, StandIn = value.StandIn };
        if (value.Digest is { } digest)
            proto.Digest = ToBytes(digest);
        return proto;
    }

    /// <summary>The model's name that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ModelReference FromProto(this V1.ModelReference proto) =>
        new(proto.Name, proto.HasDigest ? ToHex(proto.Digest) : null, proto.StandIn);

    /// <summary>The target as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Target ToProto(this Target value)
    {
        var proto = new V1.Target
        {
            Id = value.Id,
            Tier = (V1.Tier)value.Tier,
            Zone = value.Zone.Name,
            Node = value.Node,
            Model = value.Model.ToProto(),
            Sealed = value.Sealed,
            Capabilities = new()
            {
                Tools = value.Capabilities.Tools,
                JsonSchema = value.Capabilities.JsonSchema,
                OpenEnded = value.Capabilities.OpenEnded,
                ContextTokens = value.Capabilities.ContextTokens,
                TellsRisk = value.Capabilities.TellsRisk,
            },
            Price = value.Price.ToProto(),
        };
        proto.Capabilities.Takes.AddRange(Each(value.Capabilities.Takes));
        if (value.Unavailable is { } unavailable)
            proto.Unavailable = unavailable;
        proto.Device = value.Device?.ToProto();
        Fill(proto.Path, value.Path, static zone => zone.Name);
        return proto;
    }

    /// <summary>The target that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Target FromProto(this V1.Target proto) => new()
    {
        Id = proto.Id,
        Tier = Known((Tier)proto.Tier, "tier"),
        Zone = ToZone(proto.Zone, "zone"),
        Node = proto.Node,
        Model = Part(proto.Model, "model", FromProto),
        Path = Each(proto.Path, "path", static name => ToZone(name, "zone")),
        Sealed = proto.Sealed,
        Capabilities = proto.Capabilities is { } can
            ? new() { Tools = can.Tools, JsonSchema = can.JsonSchema, OpenEnded = can.OpenEnded, ContextTokens = can.ContextTokens, Takes = KindsOf(can.Takes), TellsRisk = can.TellsRisk }
            : new(),
        Price = proto.Price is null ? TargetPrice.Free : Part(proto.Price, "price", FromProto),
        Unavailable = proto.HasUnavailable ? proto.Unavailable : null,
        Device = proto.Device?.FromProto(),
    };

    /// <summary>The price as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.TargetPrice ToProto(this TargetPrice value)
    {
        var proto = new V1.TargetPrice { InputPerMillion = ToText(value.InputPerMillion), OutputPerMillion = ToText(value.OutputPerMillion) };
        if (value.CachedInputPerMillion is { } cached)
            proto.CachedInputPerMillion = ToText(cached);
        if (value.CacheWritePerMillion is { } write)
            proto.CacheWritePerMillion = ToText(write);
        if (value.ReasoningPerMillion is { } reasoning)
            proto.ReasoningPerMillion = ToText(reasoning);
        if (value.AsOf is { } day)
            proto.AsOf = day.ToString(Day, CultureInfo.InvariantCulture);
        return proto;
    }

    /// <summary>The price that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TargetPrice FromProto(this V1.TargetPrice proto) =>
        new(ToDecimal(proto.InputPerMillion, "input_per_million"), ToDecimal(proto.OutputPerMillion, "output_per_million"))
        {
            CachedInputPerMillion = proto.HasCachedInputPerMillion ? ToDecimal(proto.CachedInputPerMillion, "cached_input_per_million") : null,
            CacheWritePerMillion = proto.HasCacheWritePerMillion ? ToDecimal(proto.CacheWritePerMillion, "cache_write_per_million") : null,
            ReasoningPerMillion = proto.HasReasoningPerMillion ? ToDecimal(proto.ReasoningPerMillion, "reasoning_per_million") : null,
            AsOf = proto.HasAsOf ? ToDay(proto.AsOf, "as_of") : null,
        };

    /// <summary>The preference as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Preference ToProto(this RoutePreference value)
    {
        var proto = new V1.Preference { Mode = (V1.PreferenceMode)value.Mode, Model = value.Model };
        if (value.Quality is { } quality)
            proto.Quality = quality;
        if (value.MaxCost is { } cost)
            proto.MaxCost = ToText(cost);
        if (value.MaxLatency is { } latency)
            proto.MaxLatency = Duration.FromTimeSpan(latency);
        if (value.Purpose is { } purpose)
            proto.Purpose = purpose;
        if (value.Consent is { } consent)
            proto.Consent = consent;
        return proto;
    }

    /// <summary>The preference that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static RoutePreference FromProto(this V1.Preference proto) => new()
    {
        Mode = Known((RoutePreferenceMode)proto.Mode, "mode"),
        Quality = Dial(proto),
        MaxCost = proto.HasMaxCost ? ToDecimal(proto.MaxCost, "max_cost") : null,
        MaxLatency = proto.MaxLatency is null ? null : ToTimeSpan(proto.MaxLatency, "max_latency"),
        Purpose = proto.HasPurpose ? proto.Purpose : null,
        Consent = proto.HasConsent ? proto.Consent : null,
        Model = proto.Model.Length == 0 ? RoutePreference.None.Model : proto.Model,
    };

    private static double? Dial(V1.Preference proto) =>
        !proto.HasQualityPreset ? proto.HasQuality ? proto.Quality : null
        : proto.HasQuality ? throw new WireFormatException("quality_preset", "set it or quality, not both.")
        : QualityDial.Presets.FirstOrDefault(p => p.Name == proto.QualityPreset) is { Name: not null } preset ? preset.Value
        : throw new WireFormatException("quality_preset", $"expected {QualityDial.Allowed}, the number in quality.");

    /// <summary>The input of a decision as it is stored.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.RouteInput ToProto(this RouteInput value)
    {
        var proto = new V1.RouteInput
        {
            Entered = value.Entered.Name,
            Preference = value.Preference.ToProto(),
            Label = value.Label.ToProto(),
            Difficulty = new()
            {
                Nano = value.Difficulty.Nano,
                Mini = value.Difficulty.Mini,
                Cloud = value.Difficulty.Cloud,
                Complexity = value.Difficulty.Complexity,
                Strong = value.Difficulty.Strong,
                Weak = value.Difficulty.Weak,
            },
            HasTools = value.HasTools,
            NeedsTools = value.NeedsTools,
            NeedsJsonSchema = value.NeedsJsonSchema,
            PromptTokens = value.PromptTokens,
            Dial = value.Dial,
            Memory = value.Memory?.ToProto(),
        };
        if (value.MaxOutputTokens is { } most)
            proto.MaxOutputTokens = most;
        if (value.Difficulty.Group >= 0)
            proto.Difficulty.Group = value.Difficulty.Group;
        if (value.Seed is { } seed)
            proto.Seed = seed;
        if (value.Budget is { } budget)
            proto.Budget = new() { Left = ToText(budget.Left), Of = budget.Of, Unknown = budget.Unknown };
        Fill(proto.Candidates, value.Candidates, ToProto);
        return proto;
    }

    /// <summary>The stored input of a decision.</summary>
    /// <param name="proto">What was stored.</param>
    public static RouteInput FromProto(this V1.RouteInput proto) => new()
    {
        Entered = ToZone(proto.Entered, "entered"),
        Preference = proto.Preference is null ? RoutePreference.None : Part(proto.Preference, "preference", FromProto),
        Label = Part(proto.Label, "label", FromProto),
        Difficulty = Part(proto.Difficulty, "difficulty", static d => new DifficultyEstimate(d.Nano, d.Mini, d.Cloud, d.Complexity)
        {
            Strong = d.HasStrong ? d.Strong : 0.5,
            Weak = d.HasWeak ? d.Weak : 0.5,
            Group = d.HasGroup ? d.Group : -1,
        }),
        HasTools = proto.HasTools,
        NeedsTools = proto.NeedsTools,
        NeedsJsonSchema = proto.NeedsJsonSchema,
        PromptTokens = proto.PromptTokens,
        MaxOutputTokens = proto.HasMaxOutputTokens ? proto.MaxOutputTokens : null,
        Budget = proto.Budget is { } budget ? new(ToDecimal(budget.Left, "budget.left"), budget.Of) { Unknown = budget.Unknown } : null,
        Dial = proto.HasDial ? proto.Dial : QualityDial.Balanced,
        Memory = proto.Memory is null ? null : Part(proto.Memory, "memory", FromProto),
        Seed = proto.HasSeed ? proto.Seed : null,
        Candidates = Each(proto.Candidates, "candidates", FromProto),
    };

    /// <summary>The decision as it is stored.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.RouteDecision ToProto(this RouteDecision value)
    {
        var proto = new V1.RouteDecision { ReasonCode = value.ReasonCode, Refusal = value.Refusal?.ToProto() };
        if (value.Wanted is { } wanted)
            proto.Wanted = (V1.Tier)wanted;
        Fill(proto.Plan, value.Plan, ToProto);
        Fill(proto.Rejected, value.Rejected, ToProto);
        Fill(proto.Reasons, value.Reasons);
        return proto;
    }

    /// <summary>The stored decision.</summary>
    /// <param name="proto">What was stored.</param>
    public static RouteDecision FromProto(this V1.RouteDecision proto) => new()
    {
        Plan = Each(proto.Plan, "plan", FromProto),
        Rejected = Each(proto.Rejected, "rejected", FromProto),
        ReasonCode = proto.ReasonCode,
        Reasons = [.. proto.Reasons],
        Refusal = proto.Refusal?.FromProto(),
        Wanted = proto.Wanted == 0 ? null : Known((Tier)proto.Wanted, "wanted"),
    };

    private static V1.RouteCandidate ToProto(RouteCandidate value)
    {
        var proto = new V1.RouteCandidate
        {
            Target = value.Target.ToProto(),
            Verdict = (V1.Verdict)value.Verdict,
            VerdictReason = value.VerdictReason,
        };
        proto.Attachments.AddRange(Each(value.Attachments));
        if (value.Confidence is { } confidence)
            proto.Confidence = confidence;
        if (value.Measure is { } measure)
            proto.Measure = ToProto(measure);
        if (value.Expected is { } expected)
            proto.Expected = expected;
        if (value.Learned is { } learned)
        {
            (proto.Learned, proto.LearnedJudgements, proto.LearnedCorrections) = (learned.By, learned.Counts.Judgements, learned.Counts.Corrections);
            (proto.LearnedKept, proto.LearnedEscalated, proto.LearnedAskedAgain) = (learned.Counts.Kept, learned.Counts.Escalated, learned.Counts.AskedAgain);
        }

        if (value.Load is { } load)
            proto.Load = new() { Outstanding = load.Outstanding, Wait = Duration.FromTimeSpan(load.Wait) };
        return proto;
    }

    private static RouteCandidate FromProto(V1.RouteCandidate proto) => new()
    {
        Target = Part(proto.Target, "target", FromProto),
        Verdict = Known((Verdict)proto.Verdict, "verdict"),
        VerdictReason = proto.VerdictReason,
        Attachments = KindsOf(proto.Attachments),
        Confidence = proto.HasConfidence ? proto.Confidence : null,
        Measure = proto.Measure is null ? null : Part(proto.Measure, "measure", FromProto),
        Expected = proto.HasExpected ? proto.Expected : null,
        Learned = proto.HasLearned
            ? new(proto.Learned, new(proto.LearnedJudgements, proto.LearnedCorrections, proto.LearnedKept, proto.LearnedEscalated, proto.LearnedAskedAgain))
            : null,
        Load = proto.Load is null ? null : Part(proto.Load, "load", static l => new TargetLoad(l.Outstanding, ToTimeSpan(l.Wait, "wait"))),
    };

    private static V1.PlannedAttempt ToProto(PlannedAttempt value) => new()
    {
        Target = value.Target.ToProto(),
        ExpectedQuality = value.ExpectedQuality,
        Score = value.Score,
        AcceptsDecline = value.AcceptsDecline,
        Why = value.Why,
    };

    private static PlannedAttempt FromProto(V1.PlannedAttempt proto) =>
        new(Part(proto.Target, "target", FromProto), proto.ExpectedQuality, proto.Score, proto.AcceptsDecline, proto.Why);

    private static V1.RejectedTarget ToProto(RejectedTarget value) =>
        new() { TargetId = value.TargetId, Filter = value.Filter, Why = value.Why };

    private static RejectedTarget FromProto(V1.RejectedTarget proto) => new(proto.TargetId, proto.Filter, proto.Why);
}
