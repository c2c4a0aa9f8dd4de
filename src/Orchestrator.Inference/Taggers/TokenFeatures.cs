namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Hashes a token to bucket numbers: the whole word, and its runs of three and four characters, so that unknown and
/// misspelt words still resemble known ones. Trainer and runtime share this file: a change here needs new models.
/// </summary>
internal static class TokenFeatures
{
    /// <summary>Changes whenever <see cref="TextTokens"/> or this file would give other numbers for the same text.</summary>
    public const int Version = 1;

    /// <summary>Bucket numbers a token; unused ones are 0.</summary>
    public const int PerToken = 24;

    const int LongestWord = 64;
    const int LongestForRuns = 12;

    /// <summary>Writes the token's <see cref="PerToken"/> bucket numbers, each in 1..<paramref name="buckets"/>-1.</summary>
    public static void Hash(ReadOnlySpan<char> token, Span<long> ids, int buckets)
    {
        ids[..PerToken].Clear();
        Span<char> word = stackalloc char[LongestWord];
        word = word[..Normalise(token, word)];
        var k = 0;
        ids[k++] = Bucket(word, 'w', buckets);

        Span<char> edged = stackalloc char[LongestForRuns + 2];
        edged = edged[..Edge(word, edged)];
        for (var size = 3; size <= 4; size++)
        {
            for (var i = 0; i + size <= edged.Length && k < PerToken; i++)
                ids[k++] = Bucket(edged.Slice(i, size), 'r', buckets);
        }
    }

    /// <summary>Lower case, no apostrophes or blanks, every digit 0, and five zeros for any longer number.</summary>
    internal static int Normalise(ReadOnlySpan<char> token, Span<char> word)
    {
        var n = 0;
        var digits = 0;
        foreach (var c in token)
        {
            if (TextTokens.IsApostrophe(c) || char.IsWhiteSpace(c))
                continue;
            digits = char.IsDigit(c) ? digits + 1 : 0;
            if (digits > 5)
                continue;
            if (n == word.Length)
                break;
            word[n++] = digits > 0 ? '0' : char.ToLowerInvariant(c);
        }

        return n;
    }

    /// <summary>Marks both ends; of a long word, its first eight and last four characters.</summary>
    static int Edge(ReadOnlySpan<char> word, Span<char> edged)
    {
        edged[0] = '<';
        var n = 1;
        for (var i = 0; i < word.Length; i++)
        {
            if (word.Length <= LongestForRuns || i < 8 || i >= word.Length - 4)
                edged[n++] = word[i];
        }

        edged[n++] = '>';
        return n;
    }

    /// <summary>FNV-1a with a final mix, because its low bits alone are poor.</summary>
    static long Bucket(ReadOnlySpan<char> text, char kind, int buckets)
    {
        var h = 2166136261u;
        h = (h ^ kind) * 16777619u;
        foreach (var c in text)
            h = (h ^ c) * 16777619u;
        h ^= h >> 15;
        h *= 0x2c1b3c6du;
        h ^= h >> 13;
        return 1 + (h % (uint)(buckets - 1));
    }
}
