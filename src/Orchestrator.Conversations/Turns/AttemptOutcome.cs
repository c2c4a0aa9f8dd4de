using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Conversations.Events;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Turns;

/// <summary>How an attempt went.</summary>
internal sealed record AttemptOutcome
{
    public static AttemptOutcome Cancelled { get; } = new() { Code = "cancelled", Detail = "cancelled" };

    /// <summary>Another attempt of the same turn spoke first.</summary>
    public static AttemptOutcome Superseded { get; } = new() { Code = AttemptEnded.Superseded, Detail = "another attempt's content came first" };

    /// <summary><c>answered</c>, <c>declined</c>, <c>doubted</c>, <c>cancelled</c>, <c>superseded</c>, or the code of the failure.</summary>
    public required string Code { get; init; }

    /// <summary>What happened, without text of people or models.</summary>
    public required string Detail { get; init; }

    public Message? Output { get; init; }

    /// <summary>What was answered and is not kept; null unless the answer is doubted.</summary>
    public Message? Draft { get; init; }

    /// <summary>The values that were put back into the output for pseudonyms.</summary>
    public ImmutableArray<KnownValue> Restored { get; init; } = [];

    public ModelEnded? Ended { get; init; }

    /// <summary>Tokens that the attempt took, answered or not; null when its target says nothing of them and is not paid by them.</summary>
    public ModelUsage? Usage { get; init; }

    public TimeSpan FirstContentAfter { get; init; }

    /// <summary>From sending to the end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How long the target asks to wait before it is asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The caller or the host stopped it.</summary>
    public bool IsCancelled => Code == Cancelled.Code;

    /// <summary>The target failed: it neither answered, nor declined, nor was stopped.</summary>
    public bool IsFailure => Ended is null && Code is not ("cancelled" or AttemptEnded.Superseded);

    /// <summary>Whether the same target may well answer the same bytes a moment later.</summary>
    public bool IsTransient => !Published && Code is ("busy" or "unreachable" or "cut-off" or "internal");

    /// <summary>Readers saw content of it, so that it cannot be replaced unseen.</summary>
    public bool Published { get; init; }

    public static AttemptOutcome Answered(Message output, ImmutableArray<KnownValue> restored, ModelEnded ended, TimeSpan first) =>
        new() { Code = "answered", Detail = "answered", Output = output, Restored = restored, Ended = ended, FirstContentAfter = first };

    public static AttemptOutcome Declined(Target target, ModelEnded ended) => new()
    {
        Code = "declined",
        Detail = ended.Confidence is { } confidence
            ? string.Create(CultureInfo.InvariantCulture, $"{target.Model.Name} said that it is not of its kind (confidence {confidence:0.00})")
            : $"{target.Model.Name} said that it is not of its kind",
        Ended = ended,
    };

    /// <summary>Answered, but not surely enough.</summary>
    public static AttemptOutcome Doubted(string why, ModelEnded ended, Message draft) => new() { Code = AttemptEnded.Doubted, Detail = why, Ended = ended, Draft = draft };

    public static AttemptOutcome Failed(string code, string detail, bool published) => new() { Code = code, Detail = detail, Published = published };
}
