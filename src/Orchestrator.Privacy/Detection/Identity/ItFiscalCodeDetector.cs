namespace Orchestrator.Privacy;

/// <summary>
/// Italian fiscal codes (decree of 23 December 1976): sixteen letters and digits of a strict form, of which the last checks
/// the others. The form alone is rare enough to count, a little less surely, when a slip of the pen broke the check.
/// </summary>
internal sealed class ItFiscalCodeDetector : IDetector
{
    private const int Length = 16;

    // L letter, D digit or the letter that replaces it in a clash, M the letter of a month.
    private const string Form = "LLLLLLDDMDDLDDDL";
    private const string Replacing = "LMNPQRSTUV";
    private const string Months = "ABCDEHLMPRST";

    // The value of a character in an odd place, 0-9 as A-J.
    private static ReadOnlySpan<byte> Odd => [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public string Type => FindingTypes.ItFiscalCode;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        foreach (var group in text.Groups)
        {
            // The code's first digits follow six letters; with replaced digits the group before may be missing.
            var start = group.Start - 6;
            while (start > 0 && char.IsAsciiLetter(span[start - 1]) && group.Start - start < Length)
                start--;
            for (; start <= group.Start - 6; start++)
            {
                if (start >= 0 && start + Length <= span.Length && text.IsBounded(start, start + Length) && HasForm(span.Slice(start, Length)))
                {
                    findings.Add(new(Type, start, start + Length, Checks(span.Slice(start, Length)) ? 1 : 0.7));
                    break;
                }
            }
        }
    }

    private static bool HasForm(ReadOnlySpan<char> code)
    {
        for (var i = 0; i < Length; i++)
        {
            var c = char.ToUpperInvariant(code[i]);
            var fits = Form[i] switch
            {
                'L' => char.IsAsciiLetter(c),
                'M' => Months.Contains(c, StringComparison.Ordinal),
                _ => char.IsAsciiDigit(c) || Replacing.Contains(c, StringComparison.Ordinal),
            };
            if (!fits)
                return false;
        }

        var day = (Digit(code[9]) * 10) + Digit(code[10]);
        return day is (>= 1 and <= 31) or (>= 41 and <= 71);
    }

    private static int Digit(char c) =>
        char.IsAsciiDigit(c) ? c - '0' : Replacing.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);

    private static bool Checks(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            var c = char.ToUpperInvariant(code[i]);
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? Odd[value] : value;
        }

        return char.ToUpperInvariant(code[Length - 1]) == 'A' + (sum % 26);
    }
}
