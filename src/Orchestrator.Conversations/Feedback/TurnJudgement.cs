using System.Collections.Immutable;

namespace Orchestrator.Conversations.Feedback;

/// <summary>What someone says of a turn's answer. At least one part is given.</summary>
public sealed record TurnJudgement
{
    /// <summary>Good or bad.</summary>
    public Rating Rating { get; init; }

    /// <summary>0 the worst to 1 the best, for judges that grade finer than good and bad.</summary>
    public double? Score { get; init; }

    /// <summary>Stable words such as <c>wrong</c>, <c>refused</c>, <c>slow</c>, <c>wrong-tier</c>: at most 16 of at most 64 characters <c>a-z</c>, <c>0-9</c>, <c>-</c>.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>A person's words, at most 8192 characters; content like any message, and kept as such.</summary>
    public string? Comment { get; init; }

    /// <summary>What the answer should have been, at most 65536 characters; content like any message, and kept as such.</summary>
    public string? Correction { get; init; }

    /// <summary>Refuses what says nothing or too much, naming the field.</summary>
    /// <exception cref="OrchestratorException">It is malformed (<see cref="ErrorReason.InvalidRequest"/>).</exception>
    public void Check() => JudgementValidation.Check(this);

    /// <inheritdoc/>
    public bool Equals(TurnJudgement? other) =>
        other is not null && (Rating, Score, Comment, Correction) == (other.Rating, other.Score, other.Comment, other.Correction)
        && Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rating, Score, Comment, Correction, Categories.Length);
}
