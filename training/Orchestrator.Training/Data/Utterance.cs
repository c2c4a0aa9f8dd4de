namespace Orchestrator.Training.Data;

/// <summary>A labelled text. The label is an output class; slots are ranges of UTF-16 code units.</summary>
internal sealed record Utterance(string Text, string Label, IReadOnlyList<SlotSpan> Slots, string Source)
{
    public Utterance(string text, string label, string source) : this(text, label, [], source)
    {
    }
}

internal sealed record SlotSpan(int Start, int End, string Slot);
