using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>A maximal run of ASCII digits, and whether only a short separator stands between it and the run before.</summary>
/// <param name="Start">Its first digit.</param>
/// <param name="End">The character after its last digit.</param>
/// <param name="Joined">Whether it continues the chain of the group before it.</param>
/// <param name="Spaced">Whether the separator before it is made only of white space, dashes and dots.</param>
internal readonly record struct DigitGroup(int Start, int End, bool Joined, bool Spaced)
{
    private const int LongestSeparator = 3;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n-._/,|*+:\u00b7\u2022");
    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n-.");

    public int Length => End - Start;

    public static DigitGroup[] Of(string text)
    {
        var groups = new List<DigitGroup>();
        Read(text, groups);
        return [.. groups];
    }

    /// <summary>Adds every run of digits of a text to an empty list.</summary>
    public static void Read(string text, List<DigitGroup> groups)
    {
        var span = text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var start = span[at..].IndexOfAny(Digits);
            if (start < 0)
                break;
            start += at;
            var length = span[start..].IndexOfAnyExcept(Digits);
            var end = length < 0 ? span.Length : start + length;
            var gap = groups.Count > 0 ? span[groups[^1].End..start] : default;
            var joined = groups.Count > 0 && gap.Length <= LongestSeparator && !gap.ContainsAnyExcept(Separators);
            groups.Add(new(start, end, joined, joined && !gap.ContainsAnyExcept(Spaces)));
            at = end;
        }
    }
}
