using System.Text;

namespace Orchestrator.Inference.Tokenizers.Completing;

/// <summary>Takes blanks off the ends of the parts that tokens stand for.</summary>
internal sealed class TrimPostProcessor(bool prefixBlank, Func<int, string?> text) : IPostProcessor
{
    private static readonly char s_blank = ByteLetters.Letter((byte)' ');

    public List<List<Token>> Apply(List<List<Token>> parts, bool special) => [.. parts.Select(part => part.Select(Trim).ToList())];

    public int Added(int texts) => 0;

    private Token Trim(Token token, int place)
    {
        var said = text(token.Id) ?? "";
        var leading = said.EnumerateRunes().TakeWhile(IsBlank).Count();
        var trailing = said.EnumerateRunes().Reverse().TakeWhile(IsBlank).Count();

        // A blank that was put before the text is no part of it.
        if (leading > 0 && prefixBlank && (place == 0 || token.Start == 0))
            leading--;
        var start = Math.Min(token.Start + leading, token.End);
        return token with { Start = start, End = trailing > 0 && token.End >= trailing ? Math.Max(token.End - trailing, start) : token.End };
    }

    private static bool IsBlank(Rune rune) => rune.Value == s_blank || Rune.IsWhiteSpace(rune);
}
