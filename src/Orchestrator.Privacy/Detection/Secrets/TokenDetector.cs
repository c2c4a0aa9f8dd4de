using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Keys and tokens that their issuers mark with a prefix.</summary>
internal sealed class TokenDetector : IDetector
{
    private const double LeastEntropy = 2.6;
    private static readonly SearchValues<string> Prefixes =
        SearchValues.Create([.. TokenFormat.All.Select(static f => f.Prefix)], StringComparison.Ordinal);

    private static readonly ILookup<char, TokenFormat> Formats = TokenFormat.All.ToLookup(static f => f.Prefix[0]);

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(Prefixes);
            if (hit < 0)
                return;
            hit += at;
            var end = IsStart(span, hit) ? EndOf(span, hit) : 0;
            if (end > 0)
                findings.Add(new(Type, hit, end, 1));
            at = Math.Max(end, hit + 1);
        }
    }

    private static bool IsStart(ReadOnlySpan<char> text, int start) =>
        start == 0 || !char.IsLetterOrDigit(text[start - 1]) || text[start] == '_'
        // An escaped line break before a token: "\nghp_…".
        || (start > 1 && text[start - 2] == '\\' && text[start - 1] is 'n' or 'r' or 't');

    private static int EndOf(ReadOnlySpan<char> text, int start)
    {
        foreach (var format in Formats[text[start]])
        {
            if (!text[start..].StartsWith(format.Prefix, StringComparison.Ordinal))
                continue;
            var from = start + format.Prefix.Length;
            var limit = text[from..Math.Min(text.Length, from + format.Longest + 1)];
            var length = limit.IndexOfAnyExcept(format.Characters);
            if (length < 0)
                length = limit.Length;
            if (length < format.Shortest || length > format.Longest)
                continue;
            var rest = limit[..length].TrimEnd('.');
            if (format.Tail is { } tail && !rest.EndsWith(tail, StringComparison.Ordinal))
                continue;
            // A prefix that nothing else begins with needs no randomness behind it.
            var random = format.Prefix.Length >= 15 || Entropy.Of(rest) >= LeastEntropy;
            if (random && !Values.IsExample(text[start..(from + length)]) && (from + length == text.Length || !(char.IsLetterOrDigit(text[from + length]) || text[from + length] is '#' or '*')))
                return from + rest.Length;
        }

        return SourcegraphEnd(text, start);
    }

    /// <summary>Sourcegraph's token of an instance: sixteen hex digits, an underscore, and forty.</summary>
    private static int SourcegraphEnd(ReadOnlySpan<char> text, int start)
    {
        const int Instance = 4;
        const int End = Instance + 16 + 1 + 40;
        if (!text[start..].StartsWith("sgp_", StringComparison.Ordinal) || text.Length < start + End || text[start + Instance + 16] != '_')
            return 0;
        for (var i = start + Instance; i < start + End; i++)
        {
            if (i != start + Instance + 16 && !char.IsAsciiHexDigit(text[i]))
                return 0;
        }

        return start + End == text.Length || !char.IsLetterOrDigit(text[start + End]) ? start + End : 0;
    }
}
