namespace Orchestrator.Inference.Taggers;

/// <summary>What a tagger understood of a text.</summary>
public sealed record TaggerResult
{
    /// <summary>The most likely intent; empty when that is "none of mine".</summary>
    public required string Intent { get; init; }

    /// <summary>The group of intents that mean the same and whose probabilities were added up; empty with <see cref="Intent"/>.</summary>
    public required string Group { get; init; }

    /// <summary>What can be done about the intent.</summary>
    public required IntentKind Kind { get; init; }

    /// <summary>Calibrated probability in 0..1 that the text is the model's own and its intent was recognised rightly.</summary>
    public required double Confidence { get; init; }

    /// <summary>Whether the model takes the text as its own: a command or answer, and confident enough.</summary>
    public required bool IsMine { get; init; }

    /// <summary>The slots of the intent, in the order of the text.</summary>
    public required IReadOnlyList<TaggedSlot> Slots { get; init; }

    /// <summary>Slots that follow from the intent itself, such as the domain "light"; they stand nowhere in the text.</summary>
    public required IReadOnlyDictionary<string, string> Implied { get; init; }

    /// <summary>The next likely groups, best first, at most three.</summary>
    public required IReadOnlyList<TaggerAlternative> Alternatives { get; init; }

    /// <summary>Index of the output class behind <see cref="Intent"/>.</summary>
    internal int Label { get; init; } = -1;
}
