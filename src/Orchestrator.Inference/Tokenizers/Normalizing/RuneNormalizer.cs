using System.Text;

namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Puts something in the place of single characters; null leaves one as it is.</summary>
internal sealed class RuneNormalizer(Func<Rune, string?> change) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var edit = new TextEdit(text);
        var at = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (change(rune) is { } other && !text.Text.AsSpan(at, end - at).SequenceEqual(other))
                edit.Replace(at, end, other);
            at = end;
        }

        return edit.Done();
    }
}
