namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Puts the letters of its bytes in the place of each character.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var edit = new TextEdit(text);
        var at = 0;
        Span<byte> bytes = stackalloc byte[4];
        Span<char> letters = stackalloc char[4];
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var (count, end) = (rune.EncodeToUtf8(bytes), at + rune.Utf16SequenceLength);
            for (var i = 0; i < count; i++)
                letters[i] = ByteLetters.Letter(bytes[i]);
            if (!text.Text.AsSpan(at, end - at).SequenceEqual(letters[..count]))
                edit.Replace(at, end, letters[..count]);
            at = end;
        }

        return edit.Done();
    }
}
