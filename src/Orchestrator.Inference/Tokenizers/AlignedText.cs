namespace Orchestrator.Inference.Tokenizers;

/// <summary>A text on its way to tokens and, where that is asked for, the place in the original that each of its UTF-16 units came from.</summary>
internal sealed class AlignedText
{
    private readonly int[]? _starts, _ends;
    private readonly int _offset;

    private AlignedText(string text, bool tracked, int offset, int[]? starts, int[]? ends) =>
        (Text, Tracked, _offset, _starts, _ends) = (text, tracked, offset, starts, ends);

    /// <summary>Text as it was given, from a place in the original on.</summary>
    public AlignedText(string text, int offset, bool tracked) : this(text, tracked, offset, null, null)
    {
    }

    public string Text { get; }

    public bool Tracked { get; }

    /// <summary>Whether it begins where the original does.</summary>
    public bool First => _offset == 0;

    /// <summary>Where in the original a part that is not empty came from.</summary>
    public (int Start, int End) Source(int start, int end) => _starts is null ? (start + _offset, end + _offset) : (_starts[start], _ends![end - 1]);

    /// <summary>Another text whose units come from the same places as those of this one.</summary>
    public AlignedText With(string text) => new(text, Tracked, _offset, _starts, _ends);

    /// <summary>Another text with the places that its units come from.</summary>
    public AlignedText With(string text, int[]? starts, int[]? ends) => new(text, Tracked, _offset, starts, ends);

    public AlignedText Slice(int start, int end) => start == 0 && end == Text.Length ? this : new(Text[start..end], Tracked, _offset + start, _starts?[start..end], _ends?[start..end]);
}
