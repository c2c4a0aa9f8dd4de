using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>
/// International bank account numbers (ISO 13616): the length of the country and check digits by ISO/IEC 7064, in either
/// case, together or in groups parted by one space or dash.
/// </summary>
internal sealed class IbanDetector : IDetector
{
    private const int Longest = 34;

    // Lengths of the SWIFT IBAN registry.
    private static readonly FrozenDictionary<string, int> Lengths = Parse(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 "
        + "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 "
        + "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 "
        + "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LengthOf =
        Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Type => FindingTypes.Iban;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var i = 0; i + 4 < span.Length; i++)
        {
            if (char.IsAsciiLetter(span[i]) && char.IsAsciiLetter(span[i + 1]) && (char.IsAsciiDigit(span[i + 2]) || span[i + 2] is ' ' or '-' or '\u00a0') && IsBoundary(span, i)
                && TryRead(span[i..], out var length))
            {
                findings.Add(new(Type, i, i + length, 1));
                i += length - 1;
            }
        }
    }

    private static bool IsBoundary(ReadOnlySpan<char> text, int start) =>
        start == 0 || !char.IsLetterOrDigit(text[start - 1])
        || (start >= 4 && text[(start - 4)..start].Equals("IBAN", StringComparison.OrdinalIgnoreCase));

    private static bool TryRead(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        Span<char> account = stackalloc char[Longest];
        ReadOnlySpan<char> country = [char.ToUpperInvariant(text[0]), char.ToUpperInvariant(text[1])];
        if (!LengthOf.TryGetValue(country, out var expected))
            return false;

        var count = 0;
        for (; length < text.Length && count < expected; length++)
        {
            var c = text[length];
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (count is 2 or 3 && !char.IsAsciiDigit(c))
                    return false;
                account[count++] = c;
            }
            else if (c is not (' ' or '-' or '\u00a0') || !char.IsAsciiLetterOrDigit(text[length - 1]))
            {
                return false;
            }
        }

        return count == expected && (length == text.Length || !char.IsLetterOrDigit(text[length])) && Checksums.Mod97(account[..count]);
    }

    private static FrozenDictionary<string, int> Parse(string table) =>
        table.Split(' ').ToFrozenDictionary(
            static entry => entry[..2],
            static entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
}
