using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of the United Kingdom.</summary>
internal static class BritishFormats
{
    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("UK_NINO", "AA_999999A|AA 99 99 99 A|AA-99-99-99-A|AA999999 A|AA 999999 A", Insurance, "nino,national insurance,ni number,insurance number", grouped: 0.9, bare: 0.9),
        Make("UK_PASSPORT", "AA9999999|999999999", static n => char.IsAsciiLetter(n[0]) ? Validity.Unknown : Validity.Invalid, "passport*,travel document"),
        Make("UK_POSTCODE", "AA99_9AA|AA9A_9AA|AA9_9AA|A99_9AA|A9A_9AA|A9_9AA", Postcode, "postcode,post code,postal code,address,uk,england,london", grouped: 0.6) with { Capitals = true },
        Make("UK_POSTCODE", "gir_0aa", Form, "postcode,post code") with { Alone = 0.5 },
        Make("UK_VEHICLE_REGISTRATION", "AA99_AAA", Plate, "vehicle*,registration,number plate,licence plate,license plate,reg,car,dvla,van", grouped: 0.7, bare: 0.6) with { Capitals = true },
        Make("UK_VEHICLE_REGISTRATION", "A999_AAA|A99_AAA|A9_AAA", PrefixPlate, "vehicle*,registration,number plate,licence plate,license plate,reg,car,dvla,van"),
        Make("UK_VEHICLE_REGISTRATION", "AAA_999A|AAA_99A|AAA_9A", SuffixPlate, "vehicle*,registration,number plate,licence plate,license plate,reg,car,dvla,van"),
        Make("UK_DRIVING_LICENCE", "NNNNN999999NNNAA", Driver, "driving licen*,licen*,dvla,driver*", bare: 0.9),
    ];

    private static Validity Insurance(ReadOnlySpan<char> n) =>
        If(!"DFIQUV".Contains(n[0], StringComparison.Ordinal) && !"DFIOQUV".Contains(n[1], StringComparison.Ordinal) && n[8] is >= 'A' and <= 'D'
            && !(n[..2] is "BG" or "GB" or "NK" or "KN" or "TN" or "NT" or "ZZ") && !AllEqual(n[2..8]));

    private static Validity Postcode(ReadOnlySpan<char> n)
    {
        if (n[^3] is < '0' or > '9' || "CIKMOV".Contains(n[^1], StringComparison.Ordinal) || "CIKMOV".Contains(n[^2], StringComparison.Ordinal) || "QVX".Contains(n[0], StringComparison.Ordinal))
            return Validity.Invalid;
        var area = char.IsAsciiLetter(n[1]) ? n[1] : 'A';
        if ("IJZ".Contains(area, StringComparison.Ordinal))
            return Validity.Invalid;
        var last = n[^4];
        if (char.IsAsciiLetter(last) && !(n.Length == 6 ? "ABCDEFGHJKPSTUW" : "ABEHMNPRVWXY").Contains(last, StringComparison.Ordinal))
            return Validity.Invalid;
        return Validity.Valid;
    }

    private static Validity Plate(ReadOnlySpan<char> n)
    {
        var age = Number(n[2..4]);
        return If(!n[..2].ContainsAny("IQZ") && age is (>= 2 and <= 29) or (>= 51 and <= 79) && !n[4..].ContainsAny("IQ"));
    }

    private static Validity PrefixPlate(ReadOnlySpan<char> n) => "IOQUZ".Contains(n[0], StringComparison.Ordinal) || n[^3..].ContainsAny("IQ") ? Validity.Invalid : Validity.Unknown;

    private static Validity SuffixPlate(ReadOnlySpan<char> n) => "IOQUZ".Contains(n[^1], StringComparison.Ordinal) || n[..3].ContainsAny("IQ") ? Validity.Invalid : Validity.Unknown;

    /// <summary>Five letters of the surname padded with 9, decade, month (50 more for women), day, year.</summary>
    private static Validity Driver(ReadOnlySpan<char> n)
    {
        var padding = false;
        foreach (var c in n[..5])
        {
            if (padding && c != '9')
                return Validity.Invalid;
            if (char.IsAsciiDigit(c) && c != '9')
                return Validity.Invalid;
            padding = c == '9';
        }

        var month = Number(n[6..8]) % 50;
        return If(char.IsAsciiLetter(n[0]) && IsDate(0, month, Number(n[8..10])) && char.IsAsciiDigit(n[10]) && (char.IsAsciiLetter(n[11]) || n[11] == '9'));
    }
}
