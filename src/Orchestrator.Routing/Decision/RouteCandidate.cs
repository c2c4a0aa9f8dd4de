using Orchestrator.Routing.Learning;

namespace Orchestrator.Routing;

/// <summary>A target as the router weighs it: what it is, what policy lets it see, what its model thinks of the request.</summary>
public sealed record RouteCandidate
{
    /// <summary>The target.</summary>
    public required Target Target { get; init; }

    /// <summary>What policy lets it see.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why policy says so, in plain words.</summary>
    public required string VerdictReason { get; init; }

    /// <summary>The kinds of attachments that policy lets it be sent; it must take them.</summary>
    public AttachmentKinds Attachments { get; init; }

    /// <summary>The model's own calibrated confidence in this request, 0 to 1, where it can be asked without a network.</summary>
    public double? Confidence { get; init; }

    /// <summary>The probability that its model answers the prompt well, by the model's profile; of a narrow model that declines what it is not sure of, how often what it gives is right; null when nothing is known.</summary>
    public double? Expected { get; init; }

    /// <summary>What was learned for the tenant of its model; null when nothing was.</summary>
    public LearnedShift? Learned { get; init; }

    /// <summary>What the target did lately; null when nothing is known.</summary>
    public TargetMeasure? Measure { get; init; }

    /// <summary>How busy the target is; null when nothing is known.</summary>
    public TargetLoad? Load { get; init; }
}
