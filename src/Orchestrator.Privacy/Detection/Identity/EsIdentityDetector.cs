using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Spanish identity numbers: up to eight digits and the letter that their remainder by 23 gives; those of foreigners begin
/// with X, Y or Z, which count as 0, 1 and 2.
/// </summary>
internal sealed class EsIdentityDetector : IDetector
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["nif", "dni", "nie", "documento", "identidad", "identific", "extranjero", "spanish"], StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.EsNif;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        foreach (var group in text.Groups)
        {
            if (group.Length is not (7 or 8))
                continue;
            var (start, letter, dashed) = (group.Start, group.End, false);
            if (letter < span.Length && span[letter] is '-' or ' ')
                (letter, dashed) = (letter + 1, span[letter] == '-');
            if (letter >= span.Length || !char.IsAsciiLetter(span[letter]) || (letter > group.End && !dashed))
                continue;

            var foreign = group.Length == 7 ? Foreign(span, ref start) : -1;
            if (!text.IsBounded(start, letter + 1))
                continue;
            var number = int.Parse(span[group.Start..group.End], System.Globalization.CultureInfo.InvariantCulture);
            if (foreign > 0)
                number += foreign * 10_000_000;
            if (char.ToUpperInvariant(span[letter]) != Letters[number % 23])
                continue;

            if (foreign >= 0)
                findings.Add(new(FindingTypes.EsNie, start, letter + 1, 1));
            else if (group.Length == 8)
                findings.Add(new(Type, start, letter + 1, 0.9));
            else if (dashed || text.HasContext(start, letter + 1, Words))
                findings.Add(new(Type, start, letter + 1, 0.7));
        }
    }

    /// <summary>What the letter before the digits counts, the start moved to it; -1 when there is none.</summary>
    private static int Foreign(ReadOnlySpan<char> text, ref int start)
    {
        var at = start - 1;
        if (at > 0 && text[at] == '-')
            at--;
        if (at < 0)
            return -1;
        var value = "XYZ".IndexOf(char.ToUpperInvariant(text[at]), StringComparison.Ordinal);
        if (value >= 0)
            start = at;
        return value;
    }
}
