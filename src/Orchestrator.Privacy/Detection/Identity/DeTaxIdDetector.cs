using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// German tax identification numbers: eleven digits, the first not 0, check digit by ISO/IEC 7064 MOD 11,10. In a number
/// as it is issued just one of the first ten digits occurs twice or thrice; a looser one counts only where the text speaks of it.
/// </summary>
internal sealed class DeTaxIdDetector : IDetector
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["steuer", "idnr", "identifikationsnummer", "tax id", "tax_id", "taxid", "tin", "tax number", "tax identification"],
        StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.DeTaxId;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        Span<byte> digits = stackalloc byte[11];
        for (var i = 0; i < text.Groups.Length; i++)
        {
            var start = text.Groups[i].Start;
            if (!GroupShape.Matches(text, i, [11], out var end) && !GroupShape.Matches(text, i, [2, 3, 3, 3], out end))
                continue;
            Digits.Collect(text.Text.AsSpan(start, end - start), digits);
            if (digits[0] == 0 || !Checksums.Mod11And10(digits))
                continue;
            var (most, repeated) = Repeats(digits[..10]);
            if (most > 3)
                continue;
            if (text.HasContext(start, end, Words))
                findings.Add(new(Type, start, end, 1));
            else if ((repeated == 1 && most is 2 or 3) || text.StandsAlone(start, end))
                findings.Add(new(Type, start, end, 0.65));
        }
    }

    private static (int Most, int Repeated) Repeats(ReadOnlySpan<byte> digits)
    {
        Span<int> counts = stackalloc int[10];
        counts.Clear();
        foreach (var digit in digits)
            counts[digit]++;
        var (most, repeated) = (0, 0);
        foreach (var count in counts)
        {
            most = Math.Max(most, count);
            repeated += count > 1 ? 1 : 0;
        }

        return (most, repeated);
    }
}
