using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Indian identity numbers: twelve digits, the first at least 2, no palindrome, check digit by Verhoeff.</summary>
internal sealed class InAadhaarDetector : IDetector
{
    private static readonly SearchValues<string> Words = SearchValues.Create(["aadhaar", "aadhar", "uidai"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.InAadhaar;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        Span<byte> digits = stackalloc byte[12];
        for (var i = 0; i < text.Groups.Length; i++)
        {
            var start = text.Groups[i].Start;
            var grouped = GroupShape.Matches(text, i, [4, 4, 4], out var end);
            if (!grouped && !GroupShape.Matches(text, i, [12], out end))
                continue;
            Digits.Collect(text.Text.AsSpan(start, end - start), digits);
            if (digits[0] < 2 || IsPalindrome(digits) || !Checksums.Verhoeff(digits))
                continue;
            if (text.HasContext(start, end, Words))
                findings.Add(new(Type, start, end, 1));
            else if (grouped || text.StandsAlone(start, end))
                findings.Add(new(Type, start, end, 0.65));
        }
    }

    private static bool IsPalindrome(ReadOnlySpan<byte> digits)
    {
        for (var i = 0; i < digits.Length / 2; i++)
        {
            if (digits[i] != digits[^(i + 1)])
                return false;
        }

        return true;
    }
}
