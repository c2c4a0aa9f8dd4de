using System.Globalization;

namespace Orchestrator.Privacy;

/// <summary>
/// Single characters written as an escape: <c>\u0034</c> of JSON, <c>&amp;#52;</c> of HTML, <c>%34</c> of URLs. Of the last only letters,
/// digits and the marks of addresses are read, so that a URL stays one.
/// </summary>
internal static class Escapes
{
    private static readonly (string Name, char Value)[] Named =
        [("&commat;", '@'), ("&period;", '.'), ("&nbsp;", ' '), ("&amp;", '&'), ("&plus;", '+'), ("&hyphen;", '-'), ("&lowbar;", '_')];

    /// <summary>Reads an escape; gives its character and how long it is.</summary>
    public static bool TryRead(string text, int at, out char value, out int length)
    {
        (value, length) = ('\0', 0);
        return text[at] switch
        {
            '\\' => TryReadJson(text, at, out value, out length),
            '&' => TryReadHtml(text, at, out value, out length),
            '%' => TryReadPercent(text, at, out value, out length),
            _ => false,
        };
    }

    private static bool TryReadJson(string text, int at, out char value, out int length)
    {
        (value, length) = ('\0', 6);
        if (at + 6 > text.Length || text[at + 1] != 'u' || !ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || char.IsSurrogate((char)code))
            return false;
        value = (char)code;
        return true;
    }

    private static bool TryReadHtml(string text, int at, out char value, out int length)
    {
        (value, length) = ('\0', 0);
        var rest = text.AsSpan(at);
        if (rest.Length > 3 && rest[1] == '#')
        {
            var hex = rest[2] is 'x' or 'X';
            var digits = rest[(hex ? 3 : 2)..Math.Min(rest.Length, 10)];
            var end = digits.IndexOf(';');
            if (end <= 0 || !int.TryParse(digits[..end], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is <= 0 or > 0xFFFF || char.IsSurrogate((char)code))
                return false;
            (value, length) = ((char)code, (hex ? 3 : 2) + end + 1);
            return true;
        }

        foreach (var (name, character) in Named)
        {
            if (rest.StartsWith(name, StringComparison.Ordinal))
            {
                (value, length) = (character, name.Length);
                return true;
            }
        }

        return false;
    }

    private static bool TryReadPercent(string text, int at, out char value, out int length)
    {
        (value, length) = ('\0', 3);
        if (at + 3 > text.Length || !byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return false;
        value = (char)code;
        return char.IsAsciiLetterOrDigit(value) || value is '@' or '.' or '-' or '_' or '+' or ':';
    }
}
