namespace Orchestrator.Routing;

/// <summary>How far a new message is from what was spoken of before: the share of its longer words that no earlier message has. No network, no model.</summary>
public static class TopicDrift
{
    /// <summary>A message with fewer longer words follows on whatever came before; "and the second one?" is no new topic.</summary>
    public const int LeastWords = 6;

    private const int ShortestWord = 4;
    private const int ComparedLetters = 6;
    private const int MostCharacters = 4_000;

    /// <summary>The drift, 0 to 1.</summary>
    /// <param name="now">The new message.</param>
    /// <param name="before">Earlier messages, the newest first; a few are enough.</param>
    public static double Of(string now, IEnumerable<string> before)
    {
        var words = new HashSet<int>();
        Collect(now, words);
        if (words.Count < LeastWords)
            return 0;
        var known = new HashSet<int>();
        var left = MostCharacters;
        foreach (var text in before)
        {
            if (left <= 0)
                break;
            Collect(text.AsSpan(0, Math.Min(text.Length, left)), known);
            left -= text.Length;
        }

        return words.Count(w => !known.Contains(w)) / (double)words.Count;
    }

    // The beginnings of words stand for their stems.
    private static void Collect(ReadOnlySpan<char> text, HashSet<int> words)
    {
        if (text.Length > MostCharacters)
            text = text[..MostCharacters];
        Span<char> stem = stackalloc char[ComparedLetters];
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
                at++;
            if (at - start >= ShortestWord)
            {
                var length = text.Slice(start, Math.Min(ComparedLetters, at - start)).ToLowerInvariant(stem);
                words.Add(Hash(stem[..length]));
            }

            at = Math.Max(at, start + 1);
        }
    }

    // FNV-1a: the same number in every process, as the drift is stored.
    private static int Hash(ReadOnlySpan<char> word)
    {
        var h = 2166136261u;
        foreach (var c in word)
            h = (h ^ c) * 16777619u;
        return (int)h;
    }
}
