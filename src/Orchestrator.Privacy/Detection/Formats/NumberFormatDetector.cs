namespace Orchestrator.Privacy;

/// <summary>
/// Finds the numbers that a table describes. Every run of letters and digits with a digit near is tried as the start of each
/// format; formats that begin otherwise are never looked at.
/// </summary>
internal sealed class NumberFormatDetector : IDetector
{
    private const int LongestLead = 24;

    // By how many digits, or letters, a number begins with.
    private readonly Writing[][] _digitFirst = new Writing[LongestLead + 1][];
    private readonly Writing[][] _letterFirst = new Writing[LongestLead + 1][];

    public NumberFormatDetector(IEnumerable<NumberFormat> formats)
    {
        var all = formats.SelectMany(static f => f.Shapes.Select(s => new Writing(f, s))).ToList();
        for (var lead = 0; lead <= LongestLead; lead++)
        {
            var fits = all.Where(f => f.Shape.Lead == 0 || f.Shape.Lead == lead).ToList();
            _digitFirst[lead] = [.. fits.Where(static f => f.Shape.BeginsWithDigit)];
            _letterFirst[lead] = [.. fits.Where(static f => f.Shape.BeginsWithLetter)];
        }
    }

    public string Type => "NUMBER_FORMAT";

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        var tried = -1;
        foreach (var group in text.Groups)
        {
            // A number begins at most eight letters or a short word before its first digit.
            for (var start = Math.Max(tried + 1, group.Start - 10); start <= group.Start; start++)
            {
                if (start < span.Length && char.IsAsciiLetterOrDigit(span[start]) && IsStart(span, start))
                    TryAll(text, start, findings);
            }

            tried = group.Start;
        }
    }

    private static bool IsStart(ReadOnlySpan<char> text, int start) =>
        start == 0 || !Touches(text[start - 1])
        && !(start > 1 && text[start - 1] is '-' or '.' or '/' or ':' or '+' && char.IsAsciiDigit(text[start - 2]) && char.IsAsciiDigit(text[start]));

    private static bool IsEnd(ReadOnlySpan<char> text, int end) =>
        end == text.Length || (!Touches(text[end])
        && !(end + 1 < text.Length && text[end] is '-' or '.' or '/' or ':' && char.IsAsciiDigit(text[end + 1])));

    /// <summary>Scripts without spaces between words, such as Hangul with its particles and Thai, may touch a number.</summary>
    private static bool Touches(char c) => char.IsAsciiLetterOrDigit(c) || (c < '\u0E00' && char.IsLetterOrDigit(c));

    private void TryAll(DetectionText text, int start, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        Span<char> compact = stackalloc char[Shape.Longest];
        NumberFormat? last = null;
        var digits = char.IsAsciiDigit(span[start]);
        var lead = 1;
        while (lead <= LongestLead && start + lead < span.Length && (digits ? char.IsAsciiDigit(span[start + lead]) : char.IsAsciiLetter(span[start + lead])))
            lead++;
        if (lead > LongestLead)
            return;
        foreach (var (format, shape) in (digits ? _digitFirst : _letterFirst)[lead])
        {
            if (ReferenceEquals(format, last) || !shape.TryRead(span[start..], compact, out var length, out var count))
                continue;
            var end = start + length;
            if (!IsEnd(span, end))
                continue;
            var validity = format.Check(compact[..count]);
            if (validity == Validity.Invalid)
                continue;
            var score = Believe(text, format, start, end, validity);
            if (score > 0)
            {
                findings.Add(new(format.Type, start, end, score));
                last = format;
            }
        }
    }

    private static double Believe(DetectionText text, NumberFormat format, int start, int end, Validity validity)
    {
        if (text.Says(format.Words, start, end, format.Reach, after: 34))
            return validity == Validity.Valid ? 1 : 0.85;
        if (format.OnlySpoken)
            return 0;
        var value = text.Text.AsSpan(start, end - start);
        var plain = value.ContainsAny(' ', '-', '.') || value.Contains('/') ? format.Grouped : format.Bare;
        if (plain > 0 && !(format.Proven && validity != Validity.Valid) && !(format.Capitals && value.ContainsAnyInRange('a', 'z')))
            return plain;
        // A JSON key says what its value is; where it says nothing of this, the value is something else.
        return format.Alone > 0 && text.Context is null && text.StandsAlone(start, end) ? format.Alone + (validity == Validity.Valid ? 0.1 : 0) : 0;
    }

    /// <summary>One way to write a number. A class: code over structs is not compiled ahead.</summary>
    private sealed record Writing(NumberFormat Format, Shape Shape);
}
