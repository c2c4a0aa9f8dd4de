namespace Orchestrator.Inference.Taggers;

/// <summary>What the outputs of the network mean.</summary>
internal sealed record TaggerLabels
{
    public required IReadOnlyList<IntentLabel> Intents { get; init; }

    /// <summary><c>O</c>, then <c>B-slot</c> and <c>I-slot</c>; empty for a model without slots.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Slots of different ontologies, and parameter names of tools, that mean the same.</summary>
    public IReadOnlyList<SlotConcept> Concepts { get; init; } = [];
}

/// <summary>One output class of the intent head.</summary>
internal sealed record IntentLabel
{
    /// <summary>The intent's public name; several classes may share one.</summary>
    public required string Name { get; init; }

    /// <summary>Classes of one group mean the same, so their probabilities add up.</summary>
    public required string Group { get; init; }

    public required IntentKind Kind { get; init; }

    /// <summary>The intent in plain words, as in "turn off a light".</summary>
    public required string Words { get; init; }

    /// <summary>Slots the intent may have.</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];

    /// <summary>Tool names that may be called for it, best first.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Slots that follow from the intent and stand nowhere in the text, as "light" follows from turning off lights.</summary>
    public IReadOnlyDictionary<string, string> Implied { get; init; } = new Dictionary<string, string>();
}

/// <summary>Names for one thing.</summary>
/// <param name="Name">The concept.</param>
/// <param name="Names">Slot and parameter names that mean it.</param>
internal sealed record SlotConcept(string Name, IReadOnlyList<string> Names);
