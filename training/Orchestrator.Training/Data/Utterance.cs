namespace Orchestrator.Training.Data;

/// <summary>A labelled text. The label is an output class; slots are ranges of UTF-16 code units.</summary>
internal sealed record Utterance(string Text, string Label, IReadOnlyList<SlotSpan> Slots, string Source)
{
    public Utterance(string text, string label, string source) : this(text, label, [], source) => Topic = $"{source}:{label}";

    /// <summary>What the set itself calls it; it stays when the text becomes another model's stranger, and is taught beside the label.</summary>
    public string? Topic { get; init; }
}

internal sealed record SlotSpan(int Start, int End, string Slot);
