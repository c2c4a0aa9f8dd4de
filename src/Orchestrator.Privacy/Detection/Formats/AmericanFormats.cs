using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of North and South America.</summary>
internal static class AmericanFormats
{
    private const string BeneficiaryLetters = "ACDEFGHJKMNPQRTUVWXY";
    private const string Licence = "driver*,driving licen*,license number,licence number,licence no,license no,license #,dl,dl#,dln,licence,license,permit";

    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("ABA_ROUTING_NUMBER", "9999-9999-9|999999999", Routing, "aba,routing,rtn,bank transit,wire", grouped: 0.6) with { Alone = 0.5 },
        Make("US_ITIN", "999-99-9999|999-999999|99999-9999|999999999", Itin, "itin,tax id,taxpayer,tax identification,individual taxpayer", grouped: 0.8) with { Alone = 0.6 },
        Make("US_PASSPORT", "A99999999|999999999", UsPassport, "passport*,travel document"),
        Make("US_MBI", "9AN9-AN9-AA99|9AN9AN9AA99", Beneficiary, "medicare,mbi,beneficiary", grouped: 0.9, bare: 0.8),
        Make("US_NPI", "9999-999-999|9999 999 999|9999999999", Provider, "npi,national provider,provider number,provider id") with { Alone = 0.55 },
        Make("MEDICAL_LICENSE", "AA9999999|A99999999", Dea, "dea,medical license,medical certificate,prescriber", grouped: 0.8, bare: 0.8) with { Capitals = true },
        Make("US_BANK_NUMBER", "99999999999999999|9999999999999999|999999999999999|99999999999999|9999999999999|999999999999|99999999999|9999999999|999999999|99999999", BankAccount, "bank account,account number,account no,acct,account #,checking,savings account,bank#,save account,debit account,account") with { Reach = 32, Alone = 0.2 },
        .. Licences(),
        Make("ZIP_CODE", "99999-9999|99999-999|99999|9999|999999|999_99", Form, "zip,zip code,zipcode,postcode,postal code,post code,cp") with { OnlySpoken = true, Reach = 16 },
        Make("CA_SIN", "999 999 999|999-999-999|999999999", SocialInsurance, "sin,social insurance,nas,canada*,canadian", grouped: 0.65) with { Alone = 0.5 },
        Make("BR_CPF", "999.999.999-99|99999999999", Cpf, "cpf,cadastro de pessoa*,contribuinte", grouped: 0.95) with { Alone = 0.5 },
        Make("BR_CNPJ", "99.999.999/9999-99|99999999999999", Cnpj, "cnpj,cadastro nacional,empresa", grouped: 0.95) with { Alone = 0.5 },
        Make("MX_CURP", "AAAA999999AAAAAAN9", static n => If("HMX".Contains(n[10], StringComparison.Ordinal) && IsDate(Number(n[4..6]), Number(n[6..8]), Number(n[8..10])) && Curp(n)), "curp,clave", bare: 0.95),
        Make("AR_DNI", "99.999.999", Form, "dni,documento"),
        Make("CL_RUT", "99.999.999-N|9.999.999-N|99999999-N|9999999-N", Rut, "rut,run,chile*", grouped: 0.8),
    ];

    private static IEnumerable<NumberFormat> Licences() =>
    [
        Make("US_DRIVER_LICENSE", "9999-99-9999|A999-9999-9999|A999-999-99-999-9|A99-99-9999|A999-9999-9999-99|999-99-9999|99-999-9999|999 999 999", Form, Licence) with { Reach = 34, Alone = 0 },
        Make("US_DRIVER_LICENSE", "A99999999999999|A9999999999999|A999999999999|A99999999999|A9999999999|A999999999|A99999999|A9999999|A999999|AA999999A|AA9999999|999999999|99999999|9999999", Form, Licence) with { Reach = 34, Alone = 0.25 },
    ];

    private static Validity Routing(ReadOnlySpan<char> n)
    {
        var district = Number(n[..2]);
        return If(district is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80 && !AllEqual(n) && Weighted(n, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0);
    }

    private static Validity Itin(ReadOnlySpan<char> n) =>
        n[0] == '9' && Number(n[3..5]) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99) ? Validity.Unknown : Validity.Invalid;

    private static Validity UsPassport(ReadOnlySpan<char> n) => IsCounting(n[1..]) || AllEqual(n[1..]) ? Validity.Invalid : Validity.Unknown;

    private static Validity Beneficiary(ReadOnlySpan<char> n)
    {
        foreach (var at in (ReadOnlySpan<int>)[1, 4, 7, 8])
        {
            if (!BeneficiaryLetters.Contains(n[at], StringComparison.Ordinal))
                return Validity.Invalid;
        }

        return If(n[0] != '0' && IsOne(n[2]) && IsOne(n[5]));

        static bool IsOne(char c) => char.IsAsciiDigit(c) || BeneficiaryLetters.Contains(c, StringComparison.Ordinal);
    }

    private static Validity Provider(ReadOnlySpan<char> n) => If(n[0] is '1' or '2' && !AllEqual(n) && Luhn(string.Concat("80840", n)));

    private static Validity Dea(ReadOnlySpan<char> n)
    {
        var digits = n[^7..];
        var sum = Digit(digits[0]) + Digit(digits[2]) + Digit(digits[4]) + (2 * (Digit(digits[1]) + Digit(digits[3]) + Digit(digits[5])));
        return If("ABCDEFGHJKLMPRSTUX".Contains(n[0], StringComparison.Ordinal) && (n.Length == 9 && (char.IsAsciiLetter(n[1]) || n[1] == '9')) && sum % 10 == Digit(digits[6]) && !AllEqual(digits));
    }

    private static Validity BankAccount(ReadOnlySpan<char> n) => AllEqual(n) || IsCounting(n) ? Validity.Invalid : Validity.Unknown;

    private static Validity SocialInsurance(ReadOnlySpan<char> n) => If(n[0] is not ('0' or '8') && !AllEqual(n) && Luhn(n));

    private static Validity Cpf(ReadOnlySpan<char> n) =>
        If(!AllEqual(n) && Mod11(Weighted(n, [10, 9, 8, 7, 6, 5, 4, 3, 2])) == Digit(n[9]) && Mod11(Weighted(n, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) == Digit(n[10]));

    private static Validity Cnpj(ReadOnlySpan<char> n) =>
        If(!AllEqual(n) && Mod11(Weighted(n, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == Digit(n[12])
            && Mod11(Weighted(n, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == Digit(n[13]));

    private static int Mod11(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);

    private static bool Curp(ReadOnlySpan<char> n)
    {
        const string Order = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ";
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += Order.IndexOf(n[i], StringComparison.Ordinal) * (18 - i);
        return (10 - (sum % 10)) % 10 == Digit(n[17]);
    }

    private static Validity Rut(ReadOnlySpan<char> n)
    {
        var (sum, weight) = (0, 2);
        for (var i = n.Length - 2; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(n[i]))
                return Validity.Invalid;
            sum += Digit(n[i]) * weight;
            weight = weight == 7 ? 2 : weight + 1;
        }

        var check = 11 - (sum % 11);
        return If(n[^1] == (check == 11 ? '0' : check == 10 ? 'K' : (char)('0' + check)));
    }
}
