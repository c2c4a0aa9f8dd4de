namespace Orchestrator.Privacy;

/// <summary>
/// How a number is written, in a small language: <c>9</c> a digit, <c>A</c> a letter, <c>N</c> either, <c>-</c> a separator
/// (space, dash or dot; all of one shape alike), <c>_</c> perhaps one, <c>C</c> a century mark of Finland, lower-case letters and other marks themselves.
/// Matching never steps back: one pass over the characters.
/// </summary>
internal sealed class Shape
{
    public const int Longest = 40;
    private readonly string _pattern;

    public Shape(string pattern) => (_pattern, Shortest) = (pattern, pattern.Count(static c => c != '_'));

    public int Shortest { get; }

    /// <summary>Whether a digit can be the first character.</summary>
    public bool BeginsWithDigit => _pattern[0] is '9' or 'N' || char.IsAsciiDigit(_pattern[0]);

    /// <summary>Whether a letter can be the first character.</summary>
    public bool BeginsWithLetter => _pattern[0] is 'A' or 'N' || char.IsAsciiLetterLower(_pattern[0]);

    /// <summary>How many digits or letters it begins with; 0 where its first character may be either.</summary>
    public int Lead => _pattern[0] == 'N' || _pattern.TrimStart(_pattern[0]).StartsWith('N') ? 0
        : char.IsAsciiLetterLower(_pattern[0]) || (char.IsAsciiDigit(_pattern[0]) && _pattern[0] != '9')
            ? LiteralLead() : _pattern.Length - _pattern.TrimStart(_pattern[0]).Length;

    public bool IsGrouped => _pattern.AsSpan().ContainsAny('-', '/', '.');

    private int LiteralLead()
    {
        var letters = char.IsAsciiLetterLower(_pattern[0]);
        var length = 0;
        while (length < _pattern.Length && (letters ? char.IsAsciiLetter(_pattern[length]) && _pattern[length] is not ('N' or 'C') : char.IsAsciiDigit(_pattern[length])))
            length++;
        return length < _pattern.Length && _pattern[length] == 'N' ? 0 : length;
    }

    /// <summary>
    /// Reads the shape from the text's start; gives how long it is, and its letters and digits without separators, in upper case.
    /// </summary>
    public bool TryRead(ReadOnlySpan<char> text, Span<char> compact, out int length, out int count)
    {
        (length, count) = (0, 0);
        var separator = '\0';
        if (text.Length < Shortest)
            return false;
        foreach (var want in _pattern)
        {
            var c = length < text.Length ? text[length] : '\0';
            if (want is '-' or '_')
            {
                var fits = c is ' ' or '-' or '.' && (separator == '\0' || separator == c);
                if (!fits && want == '-')
                    return false;
                if (fits)
                {
                    separator = c;
                    length++;
                }

                continue;
            }

            var ok = want switch
            {
                '9' => char.IsAsciiDigit(c),
                'A' => char.IsAsciiLetter(c),
                'N' => char.IsAsciiLetterOrDigit(c),
                'C' => c is '-' or '+' || "ABCDEFUVWXY".Contains(char.ToUpperInvariant(c), StringComparison.Ordinal),
                _ => char.ToLowerInvariant(c) == want,
            };
            if (!ok)
                return false;
            length++;
            if (want is '9' or 'A' or 'N' or 'C' || char.IsAsciiLetterLower(want) || char.IsAsciiDigit(want))
                compact[count++] = char.ToUpperInvariant(c);
        }

        return true;
    }
}
