using System.Buffers;
using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of Germany.</summary>
internal static class GermanFormats
{
    // What the serials of identity papers are made of: no vowels, nothing that looks like a digit.
    private static readonly SearchValues<char> PaperCharacters = SearchValues.Create("0123456789CFGHJKLMNPRTVWXYZ");

    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("DE_VAT_ID", "de_999999999|de-999-999-999|de 999-999.999|de 999 999 999", static n => Surely(Mod11And10(n[2..])), "ust*,umsatzsteuer*,vat,mehrwertsteuer*,steuer*", grouped: 0.8, bare: 0.75),
        Make("DE_PASSPORT", "NNNNNNNN9", static n => If(n[0] is 'C' or 'F' or 'G' or 'H' or 'J' or 'K' && IsPaper(n) && Passport(n)), "reisepass*,pass*,passport*") with { Alone = 0.5 },
        Make("DE_ID_CARD", "ANNNNNNN9", static n => If("LMNPRTVWXY".Contains(n[0], StringComparison.Ordinal) && IsPaper(n) && Passport(n)), "personalausweis*,ausweis*,id card,identity card,identität*") with { Alone = 0.5 },
        Make("DE_ID_CARD", "t99999999", static n => Surely(Passport(n)), "personalausweis*,ausweis*,id card,identity card"),
        Make("DE_SOCIAL_SECURITY", "99999999A999|99 999999 A 999", Pension, "rentenversicherung*,sozialversicherung*,rvnr,svnr,versicherungsnummer*,sv-nummer", grouped: 0.95, bare: 0.9),
        Make("DE_HEALTH_INSURANCE", "A999999999", Health, "krankenkasse*,kvnr,krankenversicher*,versichertennummer*,health insurance") with { Alone = 0.5 },
        Make("DE_LANR", "999999999", static n => If((10 - (Weighted(n, [4, 9, 4, 9, 4, 9]) % 10)) % 10 == Digit(n[6])), "lanr,arztnummer*,vertragsarzt*,arzt") with { Alone = 0.5 },
        Make("DE_BSNR", "999999999", static n => Number(n[..2]) is 1 or 2 or 3 or 17 or 20 or 21 or 35 or 38 or (>= 46 and <= 52) or (>= 71 and <= 74) or 78 or 79 or 80 or 81 or 83 or 88 or 93 or 98 or 99 ? Validity.Unknown : Validity.Invalid, "bsnr,betriebsstätte*,betriebsstaette*,praxis*"),
        Make("DE_TAX_NUMBER", "999/999/99999|99/9999/9999|99/999/99999|999/9999/9999", Form, "steuernummer*,st.-nr*,stnr,finanzamt*", grouped: 0.6),
        Make("DE_TAX_NUMBER", "9999999999999", static n => Number(n[..2]) is >= 1 and <= 16 || Number(n[..2]) is >= 21 and <= 28 ? Validity.Unknown : Validity.Invalid, "steuernummer*,st.-nr*,stnr,finanzamt*"),
        Make("DE_FUEHRERSCHEIN", "AA99999999N|NNNNNNNNNNN", Licence, "führerschein*,fuehrerschein*,fahrerlaubnis*,driving licen*"),
        Make("DE_HANDELSREGISTER", "hra_999999|hra_99999|hra_9999|hra_999|hra_99|hrb_999999|hrb_99999|hrb_9999|hrb_999|hrb_99", Form, "handelsregister*,amtsgericht*,registergericht*", grouped: 0.9, bare: 0.9),
        Make("DE_KFZ", Plates(), static n => n[0] == 'Q' ? Validity.Invalid : Validity.Unknown, "kennzeichen*,fahrzeug*,kfz*,auto,zulassung*,nummernschild*"),
        Make("DE_PLZ", "99999", static n => Number(n) is >= 1001 and <= 99998 ? Validity.Unknown : Validity.Invalid, "plz,postleitzahl*,wohnort*,anschrift*") with { Reach = 24, Alone = 0.3 },
    ];

    private static string Plates()
    {
        var shapes = new List<string>();
        foreach (var town in (string[])["A", "AA", "AAA"])
        {
            foreach (var letters in (string[])["A", "AA"])
            {
                foreach (var digits in (string[])["9999", "999", "99", "9"])
                {
                    shapes.Add($"{town} {letters} {digits}A");
                    shapes.Add($"{town} {letters} {digits}");
                    shapes.Add($"{town}-{letters} {digits}");
                }
            }
        }

        return string.Join('|', shapes);
    }

    private static bool IsPaper(ReadOnlySpan<char> n) => !n.ContainsAnyExcept(PaperCharacters) && n.ContainsAnyInRange('0', '9');

    private static Validity Pension(ReadOnlySpan<char> n)
    {
        var day = Number(n[2..4]);
        if (!IsDate(0, Number(n[4..6]), day > 50 ? day - 50 : day) && day != 0)
            return Validity.Invalid;
        Span<char> digits = ['0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0'];
        n[..8].CopyTo(digits);
        var letter = n[8] - 'A' + 1;
        (digits[8], digits[9], digits[10], digits[11]) = ((char)('0' + (letter / 10)), (char)('0' + (letter % 10)), n[9], n[10]);
        return If(CrossWeighted(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == Digit(n[11]));
    }

    private static Validity Health(ReadOnlySpan<char> n)
    {
        Span<char> digits = ['0', '0', '0', '0', '0', '0', '0', '0', '0', '0'];
        var letter = n[0] - 'A' + 1;
        (digits[0], digits[1]) = ((char)('0' + (letter / 10)), (char)('0' + (letter % 10)));
        n[1..9].CopyTo(digits[2..]);
        return If(CrossWeighted(digits, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == Digit(n[9]));
    }

    private static Validity Licence(ReadOnlySpan<char> n)
    {
        var letters = 0;
        foreach (var c in n)
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        return (char.IsAsciiLetter(n[0]) && char.IsAsciiLetter(n[1]) && letters <= 3) || (char.IsAsciiLetter(n[0]) && char.IsAsciiDigit(n[1]) && letters is > 3 and < 7) ? Validity.Unknown : Validity.Invalid;
    }
}
