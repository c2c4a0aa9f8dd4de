using System.Globalization;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// A text as detectors read it: digits of every script and width as ASCII, full-width forms as their plain ones, the many
/// spaces and dashes as one, letters that pass for Latin ones as those, invisible characters gone, escapes resolved; with the way
/// back to the original's offsets.
/// </summary>
internal readonly struct NormalizedText
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
            if (c < 0x80 ? c is '\\' or '&' or '%' && Escapes.TryRead(text, i, out _, out _) : char.IsSurrogate(c) || Map(c) != c || Confusables.Resolve(text, i) != c || IsMark(text, i))
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
            if (c is '\\' or '&' or '%' && Escapes.TryRead(text, i, out var escaped, out var length))
            {
                if (Map(escaped) is var mapped and not Dropped)
                    Add(mapped, i, i + length);
                i += length;
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
                if (c >= 0x80 && IsMark(text, i))
                {
                    i++;
                    continue;
                }

                var looks = c < 0x80 ? c : Confusables.Resolve(text, i);
                if (Map(looks) is var mapped and not Dropped)
                    Add(mapped, i, i + 1);
                i++;
            }
        }

        return new(result.ToString(), [.. starts], [.. ends]);
    }

    /// <summary>A stroke or dot that is laid over a digit or a mark; those over letters are accents and belong to names.</summary>
    private static bool IsMark(string text, int at) =>
        at > 0 && CharUnicodeInfo.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        && (!char.IsLetter(text[at - 1]) || (at > 1 && IsMark(text, at - 1)));

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
            UnicodeCategory.OtherNumber when CharUnicodeInfo.GetNumericValue(c) is >= 0 and <= 9 and var value && value == Math.Floor(value) => (char)('0' + (int)value),
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
