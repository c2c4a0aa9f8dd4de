namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Drops blanks at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var edit = new TextEdit(text);
        var length = text.Text.Length;
        var start = left ? length - text.Text.AsSpan().TrimStart().Length : 0;
        var end = right && start < length ? text.Text.AsSpan().TrimEnd().Length : length;
        if (start > 0)
            edit.Replace(0, start, "");
        if (end < length)
            edit.Replace(end, length, "");
        return edit.Done();
    }
}
