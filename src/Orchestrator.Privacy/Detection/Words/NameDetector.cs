using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>
/// People, places, addresses, organisations, titles, nationalities and ages, by the tagger. It runs after the others and leaves
/// what they found alone.
/// </summary>
internal sealed class NameDetector(Lazy<NameTagger> tagger) : IDetector
{
    // Texts are tagged in stretches, so that a large one needs no large buffers; a stretch ends at a line where it can.
    private const int Stretch = 2048;
    private const int LongestPlaceholder = 40;
    private const uint Hidden = 99;

    public string Type => "NAMES";

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var list = text.Tokens;
        var all = CollectionsMarshal.AsSpan(list);
        Take(all, findings);
        TakePlaceholders(text.Text, all);
        TakePseudonyms(text.Text, all);
        Forget(all);
        Span<byte> tags = stackalloc byte[Stretch];
        Span<short> leads = stackalloc short[Stretch];
        for (var at = 0; at < all.Length;)
        {
            var length = Math.Min(Stretch, all.Length - at);
            if (at + length < all.Length)
            {
                var end = length;
                while (end > Stretch / 2 && (all[at + end - 1].Layout & 2) == 0)
                    end--;
                length = end > Stretch / 2 ? end : length;
            }

            var tokens = all.Slice(at, length);
            tagger.Value.Tag(tokens, tags[..length], leads[..length]);
            NameSpans.Collect(text.Text, tokens, tags[..length], leads[..length], findings);
            at += length;
        }
    }

    /// <summary>Marks the tokens that others found.</summary>
    public static void Take(Span<Token> tokens, ICollection<Finding> findings)
    {
        if (findings.Count == 0)
            return;
        foreach (var finding in findings)
        {
            if (FindingTypes.IsTopic(finding.Type))
                continue;
            Take(tokens, finding.Start, finding.End);
        }
    }

    private static void Take(Span<Token> tokens, int start, int end)
    {
        var (low, high) = (0, tokens.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tokens[middle].End <= start)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < tokens.Length && tokens[low].Start < end; low++)
            tokens[low].Taken = true;
    }

    /// <summary>Marks what redaction left in a value's place, such as <c>[CREDIT_CARD]</c>.</summary>
    private static void TakePlaceholders(string text, Span<Token> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (text[tokens[i].Start] != '[')
                continue;
            var close = text.AsSpan(tokens[i].Start, Math.Min(LongestPlaceholder, text.Length - tokens[i].Start)).IndexOf(']');
            if (close < 2 || !FindingTypes.IsKnown(text.AsSpan(tokens[i].Start + 1, close - 1)))
                continue;
            var end = tokens[i].Start + close;
            for (; i < tokens.Length && tokens[i].Start <= end; i++)
                tokens[i].Taken = true;
            i--;
        }
    }

    /// <summary>Marks the stand-ins of values: their letters come from a value, and must not change what is seen around them.</summary>
    private static void TakePseudonyms(string text, Span<Token> tokens)
    {
        for (var from = 0; PseudonymForm.TryFind(text, ref from, out var start);)
            Take(tokens, start, from);
    }

    /// <summary>What others found is hidden from the tagger, so that no secret's value can change what is seen around it.</summary>
    public static void Forget(Span<Token> tokens)
    {
        uint? line = null;
        foreach (ref var token in tokens)
        {
            if ((token.Layout & 1) != 0)
                line = token.Taken ? Hidden : null;
            token.LineWord = line ?? token.LineWord;
            if (token.Taken)
                token.Word = token.Shape = token.Prefix2 = token.Prefix3 = token.Suffix2 = token.Suffix3 = token.Suffix4 = Hidden;
        }
    }
}
