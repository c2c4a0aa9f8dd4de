using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Polish identity numbers: a date of birth, whose month tells the century, a serial and a check digit.</summary>
internal sealed class PlPeselDetector : IDetector
{
    private static readonly SearchValues<string> Words = SearchValues.Create(["pesel", "polish"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.PlPesel;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        Span<byte> digits = stackalloc byte[11];
        for (var i = 0; i < text.Groups.Length; i++)
        {
            if (!GroupShape.Matches(text, i, [11], out var end))
                continue;
            var start = text.Groups[i].Start;
            Digits.Collect(text.Text.AsSpan(start, end - start), digits);
            if (IsDate(digits) && Checksums.Weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0)
                findings.Add(new(Type, start, end, text.HasContext(start, end, Words) ? 1 : 0.6));
        }
    }

    private static bool IsDate(ReadOnlySpan<byte> digits)
    {
        var month = ((digits[2] * 10) + digits[3]) % 20;
        var day = (digits[4] * 10) + digits[5];
        return month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }
}
