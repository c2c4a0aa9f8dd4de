using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of Australia and African countries.</summary>
internal static class OtherFormats
{
    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("AU_ABN", "99 999 999 999|99-999-999-999|99999999999", static n => If((Weighted(n, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0 && n[0] != '0'), "abn,australian business", grouped: 0.9) with { Alone = 0.6 },
        Make("AU_ACN", "999 999 999|999999999", static n => If((10 - (Weighted(n, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 == Digit(n[8]) && Number(n) > 0), "acn,australian company", grouped: 0.55) with { Alone = 0.45 },
        Make("AU_TFN", "999 999 999|999999999", static n => If(Weighted(n, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0 && !AllEqual(n)), "tfn,tax file", grouped: 0.55) with { Alone = 0.5 },
        Make("AU_MEDICARE", "9999 99999 9|9999999999", static n => If(n[0] is >= '2' and <= '6' && Weighted(n, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == Digit(n[8])), "medicare", grouped: 0.8) with { Alone = 0.45 },
        Make("NG_NIN", "99999999999", static n => If(!AllEqual(n) && Verhoeff(n)), "nin,national identification,nigeria*") with { Alone = 0.5 },
        Make("NG_VEHICLE_REGISTRATION", "AAA_999AA", Form, "plate,vehicle*,registration,nigeria*", grouped: 0.7) with { Capitals = true },
        Make("ZA_ID_NUMBER", "9999999999999", static n => If(IsDate(0, Number(n[2..4]), Number(n[4..6])) && n[10] is '0' or '1' or '2' && Luhn(n)), "rsa,south africa*,id number,identity number,refugee", bare: 0.7),
    ];
}
