using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Social security numbers of the United States: 3-2-4 digits with no area 000, 666 or 900 to 999, no group 00 and no serial
/// 0000. They have no check digit, so nine digits together count only where the text speaks of one.
/// </summary>
internal sealed class UsSsnDetector : IDetector
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["ssn", "social security", "social_security", "socialsecurity", "social-security", "ss#", "ss #", "social sec"],
        StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.UsSsn;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        Span<byte> digits = stackalloc byte[9];
        for (var i = 0; i < text.Groups.Length; i++)
        {
            var start = text.Groups[i].Start;
            var grouped = GroupShape.Matches(text, i, [3, 2, 4], out var end);
            if (!grouped && !GroupShape.Matches(text, i, [9], out end))
                continue;
            Digits.Collect(text.Text.AsSpan(start, end - start), digits);
            if (!IsIssued(digits))
                continue;
            var spoken = text.HasContext(start, end, Words);
            if (grouped || spoken)
                findings.Add(new(Type, start, end, spoken ? 1 : 0.85));
            else if (text.Context is null && text.StandsAlone(start, end) && !NumberRules.IsCounting(text.Text.AsSpan(start, end - start)))
                findings.Add(new(Type, start, end, 0.5));
        }
    }

    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        var area = (digits[0] * 100) + (digits[1] * 10) + digits[2];
        var serial = (digits[5] * 1000) + (digits[6] * 100) + (digits[7] * 10) + digits[8];
        var group = (digits[3] * 10) + digits[4];
        // 078-05-1120 was printed on a sample card in 1938 and is nobody's.
        return area is not (0 or 666) && area < 900 && group != 0 && serial != 0
            && !(area == 78 && group == 5 && serial == 1120) && !Digits.AllEqual(digits);
    }
}
