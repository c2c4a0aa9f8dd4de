using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Payment cards: 12 to 19 digits that pass Luhn under an issuer's prefix, written together or in groups. A grouping no
/// card has is believed when the digits stand apart from other numbers, or when the text speaks of a card.
/// </summary>
internal sealed class CreditCardDetector : IDetector
{
    private const int Shortest = 12;
    private const int Longest = 19;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["card", "credit", "debit", "visa", "mastercard", "amex", "american express", "maestro", "diners", "discover", "jcb",
         "cc", "pan", "kreditkarte", "karte", "tarjeta", "carte", "carta", "kaart", "cvv", "cvc", "expir", "payment"],
        StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.CreditCard;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var groups = text.Groups;
        Span<byte> digits = stackalloc byte[Longest];
        for (var first = 0; first < groups.Length; first++)
        {
            var count = 0;
            var best = -1;
            double score = 0;
            for (var last = first; last < groups.Length && (last == first || groups[last].Joined); last++)
            {
                var group = groups[last];
                if (count + group.Length > Longest)
                    break;
                count += Digits.Collect(text.Text.AsSpan(group.Start, group.Length), digits[count..]);
                if (count < Shortest || !Checksums.Luhn(digits[..count]))
                    continue;
                var believed = Believe(text, groups, first, last, digits[..count]);
                if (believed > 0)
                    (best, score) = (last, believed);
            }

            if (best >= 0)
                findings.Add(new(Type, groups[first].Start, groups[best].End, score));
        }
    }

    private static double Believe(DetectionText text, ReadOnlySpan<DigitGroup> groups, int first, int last, ReadOnlySpan<byte> digits)
    {
        var (start, end) = (groups[first].Start, groups[last].End);
        if (Digits.AllEqual(digits) || !IsBounded(text.Text, start, end) || IsFraction(text.Text, groups, first))
            return 0;
        var issued = CardIssuers.Issues(digits);
        if (issued && digits.Length > 13 && HasCardShape(groups, first, last))
            return IsMaestroOnly(digits) && !Spoken() ? 0 : 0.95;
        return (issued || last == first) && (Spoken() || (issued && text.StandsAlone(start, end))) ? 0.9 : 0;

        bool Spoken() => text.HasContext(start, end, Words);
    }

    /// <summary>Maestro shares its wide range with nobody, and its 14 and 15 digits have no shape of their own.</summary>
    private static bool IsMaestroOnly(ReadOnlySpan<byte> digits) => digits.Length < 16 && digits[0] is 5 or 6 && digits.Length < 16;

    private static bool HasCardShape(ReadOnlySpan<DigitGroup> groups, int first, int last)
    {
        if (first == last)
            return true;
        var size = groups[first].Length;
        if (size == 4 && last - first == 2 && groups[first + 1].Length == 6 && groups[last].Length is 4 or 5)
            return true;

        var uniform = groups[last].Length <= size;
        for (var i = first + 1; i < last && uniform; i++)
            uniform = groups[i].Length == size;
        if (uniform && (size == 4 || !groups[first].Joined || groups[first - 1].Length != size))
            return true;

        var spaced = true;
        for (var i = first + 1; i <= last; i++)
            spaced &= groups[i].Spaced;
        return spaced && !groups[first].Joined && (last + 1 == groups.Length || !groups[last + 1].Joined);
    }

    /// <summary>Letters may touch a card ("card4111…"), but not a word that holds digits itself, such as a hash.</summary>
    private static bool IsBounded(string text, int start, int end)
    {
        if (start > 0 && text[start - 1] == '+')
            return false;
        for (var i = start - 1; i >= 0 && start - i < 24 && char.IsLetterOrDigit(text[i]); i--)
        {
            if (char.IsDigit(text[i]))
                return false;
        }

        for (var i = end; i < text.Length && i - end < 24 && char.IsLetterOrDigit(text[i]); i++)
        {
            if (char.IsDigit(text[i]))
                return false;
        }

        return true;
    }

    /// <summary>"0.4111111111111111" is a measure, not a card.</summary>
    private static bool IsFraction(string text, ReadOnlySpan<DigitGroup> groups, int first) =>
        groups[first].Joined && groups[first].Length > 4 && text[groups[first].Start - 1] == '.'
        && groups[first - 1].End == groups[first].Start - 1 && groups[first - 1].Length <= 2;
}
