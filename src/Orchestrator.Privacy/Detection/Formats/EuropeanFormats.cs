using System.Buffers;
using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of other European countries and Turkey.</summary>
internal static class EuropeanFormats
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("AEIOQV");

    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("ES_PASSPORT", "AAA999999", Form, "pasaporte*,passport*"),
        Make("IT_VAT_CODE", "99999999999", static n => If(!AllEqual(n) && Number(n[..7]) > 0 && Luhn(n)), "partita iva,p.iva,p. iva,piva,iva,vat") with { Alone = 0.5 },
        Make("IT_DRIVER_LICENSE", "u1NNNNNNNA|AA9999999A", Licence, "patente,guida,licen*,driver*", bare: 0.6),
        Make("IT_PASSPORT", "AA9999999", Form, "passaporto*,passport*"),
        Make("IT_IDENTITY_CARD", "AA99999AA|9999999AA|AA_9999999", Form, "carta d'identità,carta d'identita,carta identità,carta di identità,identità*,identity card,cie"),
        Make("FI_PERSONAL_IDENTITY_CODE", "999999C999N", Finnish, "hetu,henkilötunnus*,personal identity code", grouped: 0.95, bare: 0.95),
        Make("SE_PERSONNUMMER", "99999999-9999|999999-9999|999999+9999|999999999999|9999999999", Swedish, "personnummer*,pnr,personal number,samordningsnummer*", grouped: 0.8) with { Alone = 0.6 },
        Make("SE_ORGANISATIONSNUMMER", "999999-9999|9999999999", static n => If(n[2] >= '2' && Luhn(n)), "organisationsnummer*,orgnummer*,org.nr,org nr,company identity", grouped: 0.55) with { Alone = 0.45 },
        Make("FR_NIR", "9 99 99 99 999 999 99|999999999999999|9 99 99 9A 999 999 99", Insee, "nir,sécurité sociale,securite sociale,insee,numéro de sécu,carte vitale", grouped: 0.95) with { Alone = 0.6 },
        Make("NL_BSN", "999999999|9999.99.999", Dutch, "bsn,burgerservicenummer*,sofinummer*,citizen service", grouped: 0.6) with { Alone = 0.5 },
        Make("BE_NATIONAL_NUMBER", "99.99.99-999.99|99999999999", Belgian, "rijksregister*,registre national,national number,niss,insz", grouped: 0.95) with { Alone = 0.6 },
        Make("CH_AHV", "756.9999.9999.99|7569999999999", static n => If((10 - (Weighted(n, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 == Digit(n[12])), "ahv,avs,sozialversicherung*", grouped: 0.95, bare: 0.9),
        Make("AT_SVNR", "9999 999999|9999999999", static n => If(n[0] != '0' && Weighted(string.Concat(n[..3], n[4..]), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11 == Digit(n[3])), "sozialversicherung*,svnr,sv-nummer,versicherungsnummer*") with { Alone = 0.4 },
        Make("PT_NIF", "999999999|999 999 999", static n => If("1235689".Contains(n[0], StringComparison.Ordinal) && Portuguese(n)), "nif,contribuinte,número fiscal") with { Alone = 0.3 },
        Make("DK_CPR", "999999-9999", static n => IsDate(0, Number(n[2..4]), Number(n[..2])) ? Validity.Unknown : Validity.Invalid, "cpr,personnummer*"),
        Make("NO_FODSELSNUMMER", "99999999999|999999 99999", Norwegian, "fødselsnummer*,fodselsnummer*,personnummer*", grouped: 0.9) with { Alone = 0.6 },
        Make("TR_NATIONAL_ID", "99999999999", Turkish, "tc,kimlik*,türk*,turkish", bare: 0.6) with { Alone = 0.65 },
        Make("TR_LICENSE_PLATE", "99_AAA_9999|99_AAA_999|99_AAA_99|99_AA_9999|99_AA_999|99_AA_99|99_A_9999|99_A_999|99_A_99", static n => Number(n[..2]) is >= 1 and <= 81 ? Validity.Unknown : Validity.Invalid, "plaka*,araç*,plate,vehicle"),
    ];

    private static Validity Licence(ReadOnlySpan<char> n) => n[0] != 'U' || n[1] != '1' || !n[2..9].ContainsAny(Vowels) ? Validity.Unknown : Validity.Invalid;

    private static Validity Finnish(ReadOnlySpan<char> n)
    {
        const string Control = "0123456789ABCDEFHJKLMNPRSTUVWXY";
        var serial = Number(n[7..10]);
        return If(IsDate(Century(n[6]) + Number(n[4..6]), Number(n[2..4]), Number(n[..2])) && serial >= 2
            && Control[((Number(n[..6]) * 1000) + serial) % 31] == n[10]);

        static int Century(char mark) => mark == '+' ? 1800 : mark is '-' or >= 'U' ? 1900 : 2000;
    }

    private static Validity Swedish(ReadOnlySpan<char> n)
    {
        var ten = n[^10..];
        var day = Number(ten[4..6]);
        var year = n.Length == 12 ? Number(n[..4]) : Number(ten[..2]);
        return If((n.Length == 10 || year is >= 1850 and <= 2100) && IsDate(year, Number(ten[2..4]), day > 60 ? day - 60 : day) && Luhn(ten));
    }

    private static Validity Insee(ReadOnlySpan<char> n)
    {
        var month = Number(n[3..5]);
        if (n[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || month is not ((>= 1 and <= 12) or (>= 20 and <= 42) or >= 50))
            return Validity.Invalid;
        // Corsica: 2A counts as 19, 2B as 18.
        Span<char> digits = stackalloc char[15];
        n.CopyTo(digits);
        if (char.IsAsciiLetter(n[6]))
        {
            if (n[6] is not ('A' or 'B'))
                return Validity.Invalid;
            (digits[5], digits[6]) = ('1', n[6] == 'A' ? '9' : '8');
        }

        return If(97 - Mod(digits[..13], 97) == Number(digits[13..]));
    }

    private static Validity Dutch(ReadOnlySpan<char> n) => If(!AllEqual(n) && Number(n[..6]) > 9 && (Weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) - Digit(n[8])) % 11 == 0);

    private static Validity Belgian(ReadOnlySpan<char> n)
    {
        var check = Number(n[9..]);
        return If(Number(n[2..4]) % 20 <= 12 && Number(n[4..6]) <= 31 && !AllEqual(n) && (97 - Mod(n[..9], 97) == check || 97 - Mod(string.Concat("2", n[..9]), 97) == check));
    }

    private static bool Portuguese(ReadOnlySpan<char> n)
    {
        var check = 11 - (Weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return (check > 9 ? 0 : check) == Digit(n[8]);
    }

    private static Validity Norwegian(ReadOnlySpan<char> n)
    {
        var day = Number(n[..2]);
        return If(IsDate(0, Number(n[2..4]) % 40, day > 40 ? day - 40 : day)
            && (11 - (Weighted(n, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11 == Digit(n[9])
            && (11 - (Weighted(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 == Digit(n[10]));
    }

    private static Validity Turkish(ReadOnlySpan<char> n)
    {
        var odd = Digit(n[0]) + Digit(n[2]) + Digit(n[4]) + Digit(n[6]) + Digit(n[8]);
        var even = Digit(n[1]) + Digit(n[3]) + Digit(n[5]) + Digit(n[7]);
        var tenth = (((7 * odd) - even) % 10 + 10) % 10;
        return If(n[0] != '0' && tenth == Digit(n[9]) && (odd + even + Digit(n[9])) % 10 == Digit(n[10]));
    }
}
