namespace Orchestrator.Privacy;

/// <summary>Cuts a text into words, numbers and marks. One pass, no allocation but the growth of the given list.</summary>
internal static class Tokenizer
{
    private const uint Seed = 2166136261;
    private const uint Prime = 16777619;

    public static void Read(ReadOnlySpan<char> text, List<Token> tokens)
    {
        tokens.Clear();
        var (lineStart, sentenceStart) = (true, true);
        uint lineWord = 0;
        var last = 0;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                if (c is '\n' or '\r')
                {
                    if (tokens.Count > 0)
                        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens)[^1].Layout |= 2;
                    (lineStart, lineWord) = (true, 0);
                }

                at++;
                continue;
            }

            var end = at + 1;
            if (char.IsLetter(c))
            {
                while (end < text.Length && (char.IsLetter(text[end]) || IsInner(text, end)))
                    end++;
            }
            else if (char.IsDigit(c))
            {
                while (end < text.Length && char.IsDigit(text[end]))
                    end++;
            }

            var token = Make(text[at..end]);
            (token.Start, token.End) = (at, end);
            if (lineStart)
                lineWord = token.Word;
            token.LineWord = lineWord;
            token.Layout = (byte)((lineStart ? 1 : 0) | (sentenceStart ? 4 : 0) | (at == last && at > 0 ? 8 : 0));
            tokens.Add(token);
            lineStart = false;
            sentenceStart = c is '.' or '!' or '?' or ':' or '"' or '\u201c';
            last = end;
            at = end;
        }
    }

    /// <summary>"O'Brien" is one word, "Brien's" two; marks that combine belong to their letter.</summary>
    private static bool IsInner(ReadOnlySpan<char> text, int at)
    {
        if (char.GetUnicodeCategory(text[at]) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark)
            return true;
        return text[at] is '\'' or '\u2019' && at + 2 < text.Length && char.IsUpper(text[at + 1]) && char.IsLetter(text[at + 2]);
    }

    private static Token Make(ReadOnlySpan<char> word)
    {
        var token = new Token { Word = Seed, Shape = Seed, Prefix2 = Seed, Prefix3 = Seed };
        var kind = '\0';
        for (var i = 0; i < word.Length; i++)
        {
            var lower = char.ToLowerInvariant(word[i]);
            token.Word = (token.Word ^ lower) * Prime;
            if (i == 1)
                token.Prefix2 = token.Word;
            if (i == 2)
                token.Prefix3 = token.Word;
            // Capitals and digits are counted up to four and five, small letters up to two.
            var next = char.IsUpper(word[i]) ? 'X' : char.IsDigit(word[i]) ? 'd' : char.IsLetter(word[i]) ? 'x' : word[i];
            if (next != kind || next == 'd' && i < 6 || i < 2)
                token.Shape = (token.Shape ^ next) * Prime;
            token.HasCapital |= next == 'X';
            kind = next;
        }

        token.Kind = char.IsDigit(word[0]) ? TokenKind.Number : !char.IsLetter(word[0]) ? TokenKind.Mark : char.IsLower(word[0]) && !token.HasCapital ? TokenKind.SmallWord : TokenKind.Word;
        token.Suffix2 = Tail(word, 2);
        token.Suffix3 = Tail(word, 3);
        token.Suffix4 = Tail(word, 4);
        // Which number it is says nothing of a name.
        if (char.IsDigit(word[0]))
            token.Word = token.Prefix2 = token.Prefix3 = token.Suffix2 = token.Suffix3 = token.Suffix4 = token.Shape;
        token.Class = char.IsLetter(word[0]) ? WordClass.Of(word) : WordClass.None;
        return token;
    }

    private static uint Tail(ReadOnlySpan<char> word, int length)
    {
        var hash = Seed + (uint)length;
        foreach (var c in word[Math.Max(0, word.Length - length)..])
            hash = (hash ^ char.ToLowerInvariant(c)) * Prime;
        return hash;
    }
}
