using System.Text;

namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Cuts as GPT-2 does, if asked, and writes each byte as the letter that stands for it.</summary>
internal sealed class ByteLevelPreTokenizer(bool prefixBlank, bool cut) : IPreTokenizer
{
    private static readonly Lazy<Pattern> s_gpt2 = new(() => new(new PatternSource(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")));

    public void Apply(Pieces pieces)
    {
        if (prefixBlank)
            pieces.Prepend(" ", static (p, i) => p[i][0] != ' ');
        if (cut)
            pieces.Split(s_gpt2.Value.Find, SplitBehavior.Isolated);
        ToLetters(pieces);
    }

    private static void ToLetters(Pieces pieces)
    {
        var (text, made) = (pieces.Text, new StringBuilder(pieces.Text.Text.Length + 16));
        var (starts, ends) = text.Tracked ? (new List<int>(), new List<int>()) : (null, null);
        var ranges = new List<(int, int)>(pieces.Ranges.Count);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < pieces.Ranges.Count; i++)
        {
            var (at, begin) = (pieces.Ranges[i].Start, made.Length);
            foreach (var rune in pieces[i].EnumerateRunes())
            {
                var count = rune.EncodeToUtf8(bytes);
                foreach (var b in bytes[..count])
                    made.Append(ByteLetters.Letter(b));
                var end = at + rune.Utf16SequenceLength;
                for (; starts is not null && count > 0; count--)
                {
                    var source = text.Source(at, end);
                    starts.Add(source.Start);
                    ends!.Add(source.End);
                }

                at = end;
            }

            ranges.Add((begin, made.Length));
        }

        pieces.Rewrite(text.With(made.ToString(), starts?.ToArray(), ends?.ToArray()), ranges);
    }
}
