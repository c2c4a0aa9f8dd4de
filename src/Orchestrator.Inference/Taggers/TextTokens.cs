using System.Globalization;

namespace Orchestrator.Inference.Taggers;

/// <summary>A token as a range of UTF-16 code units of the text.</summary>
internal readonly record struct TextToken(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>
/// Cuts text into words, numbers and signs. Trainer and runtime share this file: a change here needs new models.
/// </summary>
internal static class TextTokens
{
    /// <summary>Fills <paramref name="tokens"/>; false when the text has more than <paramref name="limit"/> tokens and the rest was left out.</summary>
    public static bool Split(ReadOnlySpan<char> text, List<TextToken> tokens, int limit)
    {
        var i = 0;
        while (true)
        {
            while (i < text.Length && IsBlank(text[i]))
                i++;
            if (i == text.Length)
                return true;
            if (tokens.Count == limit)
                return false;
            var length = TokenLength(text[i..]);
            if (tokens.Count > 0 && JoinsNumber(text, tokens[^1], new TextToken(i, length)))
                tokens[^1] = new TextToken(tokens[^1].Start, i + length - tokens[^1].Start);
            else
                tokens.Add(new TextToken(i, length));
            i += length;
        }
    }

    static int TokenLength(ReadOnlySpan<char> text)
    {
        var first = text[0];
        if (char.IsHighSurrogate(first))
            return text.Length > 1 && char.IsLowSurrogate(text[1]) ? 2 : 1;
        // "what's" becomes "what" + "'s", so that a name in front of a genitive keeps its own borders.
        var start = IsApostrophe(first) && text.Length > 1 && char.IsLetter(text[1]) ? 1 : 0;
        var n = start;
        while (n < text.Length && IsWordPart(text[n]))
            n++;
        return Math.Max(n, 1);
    }

    /// <summary>The groups of a card, account or telephone number ("4000 1234 …") are one token, however many there are.</summary>
    static bool JoinsNumber(ReadOnlySpan<char> text, TextToken previous, TextToken next)
    {
        var gap = next.Start - previous.End;
        var between = gap == 1 && text[previous.End] is ' ' or '\u00A0';
        return between && next.Length >= 3 && previous.Length >= 3
            && IsNumber(text.Slice(next.Start, next.Length)) && IsNumber(text.Slice(previous.Start, previous.Length));
    }

    static bool IsNumber(ReadOnlySpan<char> token)
    {
        foreach (var c in token)
        {
            if (!char.IsAsciiDigit(c) && c is not (' ' or '\u00A0'))
                return false;
        }

        return true;
    }

    static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    internal static bool IsApostrophe(char c) => c is '\'' or '\u2019';

    static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
}
