using System.Globalization;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// A text as detectors read it: digits of every script and width as ASCII, full-width forms as their plain ones, the many
/// spaces and dashes as one, invisible characters gone, <c>\uXXXX</c> escapes resolved; with the way back to the original's
/// offsets.
/// </summary>
internal sealed class NormalizedText
{
    private const char Dropped = '\0';
    private readonly int[]? _starts;
    private readonly int[]? _ends;

    private NormalizedText(string text, int[]? starts, int[]? ends) => (Text, _starts, _ends) = (text, starts, ends);

    public string Text { get; }

    public static NormalizedText Of(string original)
    {
        var first = FirstChange(original);
        return first < 0 ? new(original, null, null) : Rewrite(original, first);
    }

    public Finding ToOriginal(Finding finding) =>
        _starts is null
            ? finding
            : finding with { Start = _starts[finding.Start], End = _ends![finding.End - 1] };

    private static int FirstChange(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80 ? c == '\\' && IsEscape(text, i) : char.IsSurrogate(c) || Map(c) != c)
                return i;
        }

        return -1;
    }

    private static NormalizedText Rewrite(string text, int first)
    {
        var result = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length);
        var ends = new List<int>(text.Length);

        void Add(char c, int start, int end)
        {
            result.Append(c);
            starts.Add(start);
            ends.Add(end);
        }

        for (var i = 0; i < first; i++)
            Add(text[i], i, i + 1);

        for (var i = first; i < text.Length;)
        {
            var c = text[i];
            if (c == '\\' && IsEscape(text, i))
            {
                var escaped = (char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (Map(escaped) is var mapped and not Dropped)
                    Add(mapped, i, i + 6);
                i += 6;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var rune = new Rune(c, text[i + 1]);
                if (Plain(rune) is { } plain)
                {
                    Add(plain, i, i + 2);
                }
                else if (rune.Value is < 0xE0000 or > 0xE0FFF)
                {
                    Add(c, i, i + 1);
                    Add(text[i + 1], i + 1, i + 2);
                }

                i += 2;
            }
            else
            {
                if (Map(c) is var mapped and not Dropped)
                    Add(mapped, i, i + 1);
                i++;
            }
        }

        return new(result.ToString(), [.. starts], [.. ends]);
    }

    private static bool IsEscape(string text, int i) =>
        i + 6 <= text.Length && text[i + 1] == 'u'
        && char.IsAsciiHexDigit(text[i + 2]) && char.IsAsciiHexDigit(text[i + 3])
        && char.IsAsciiHexDigit(text[i + 4]) && char.IsAsciiHexDigit(text[i + 5])
        && !char.IsSurrogate((char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Digits outside the basic plane, and the mathematical letters that look like ASCII ones.</summary>
    private static char? Plain(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            return (char)('0' + (int)Rune.GetNumericValue(rune));
        if (rune.Value is >= 0x1D400 and <= 0x1D6A3)
        {
            var letter = (rune.Value - 0x1D400) % 52;
            return (char)(letter < 26 ? 'A' + letter : 'a' + letter - 26);
        }

        return null;
    }

    private static char Map(char c)
    {
        if (c < 0x80)
            return c == Dropped ? ' ' : c;
        if (c is >= '\uFF01' and <= '\uFF5E')
            return (char)(c - 0xFEE0);
        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
            UnicodeCategory.SpaceSeparator => ' ',
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '\n',
            UnicodeCategory.DashPunctuation => '-',
            UnicodeCategory.Format => Dropped,
            _ => c switch
            {
                '\u2212' or '\u02D7' => '-',
                '\uFE00' or (> '\uFE00' and <= '\uFE0F') or '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\u2800' => Dropped,
                '\u2024' or '\u3002' or '\uFF61' => '.',
                _ => c,
            },
        };
    }
}
