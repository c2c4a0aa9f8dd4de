using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Health service numbers of the United Kingdom: ten digits, weights 10 to 2 modulo 11 (NHS Data Dictionary).</summary>
internal sealed class UkNhsDetector : IDetector
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["nhs", "national health", "health service", "health number", "patient"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.UkNhs;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        Span<byte> digits = stackalloc byte[10];
        for (var i = 0; i < text.Groups.Length; i++)
        {
            var start = text.Groups[i].Start;
            var grouped = GroupShape.Matches(text, i, [3, 3, 4], out var end);
            if (!grouped && !GroupShape.Matches(text, i, [10], out end))
                continue;
            Digits.Collect(text.Text.AsSpan(start, end - start), digits);
            if (!IsValid(digits))
                continue;
            if (text.HasContext(start, end, Words))
                findings.Add(new(Type, start, end, 1));
            else if (text.StandsAlone(start, end) || (grouped && text.Text[start + 3] == ' '))
                findings.Add(new(Type, start, end, 0.6));
        }
    }

    private static bool IsValid(ReadOnlySpan<byte> digits)
    {
        var check = 11 - (Checksums.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return (check == 11 ? 0 : check) == digits[9] && !Digits.AllEqual(digits);
    }
}
