using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers that are the same everywhere: of vehicles, telephones, securities, companies, banks.</summary>
internal static class WorldFormats
{
    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("VIN", new string('N', 17), Vehicle, "vin,chassis,vehicle identification,fahrgestell*", bare: 0),
        Make("IMEI", "999999999999999|99-999999-999999-9", static n => If(Luhn(n) && !AllEqual(n)), "imei,device id,handset", grouped: 0.9) with { Alone = 0.3 },
        Make("ISIN", "AANNNNNNNNN9", Isin, "isin,security,securities,bond,fund", bare: 0.7),
        Make("LEI", "9999NNNNNNNNNNNNNN99", static n => If(Mod(n, 97) == 1), "lei,legal entity", bare: 0.9),
        Make("SWIFT_CODE", "AAAAAANNNNN|AAAAAANN", Form, "swift,bic") with { Alone = 0, Reach = 24 },
    ];

    /// <summary>ISO 3779 with the check digit of North America, which others need not have.</summary>
    private static Validity Vehicle(ReadOnlySpan<char> n)
    {
        if (n.ContainsAny("IOQ") || !n.ContainsAnyInRange('A', 'Z') || !n.ContainsAnyInRange('0', '9') || !n[^4..].ContainsAnyInRange('0', '9'))
            return Validity.Invalid;
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        const string Values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
        var sum = 0;
        for (var i = 0; i < n.Length; i++)
            sum += Values.IndexOf(n[i], StringComparison.Ordinal) % 10 * weights[i];
        return Surely(n[8] == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11))));
    }

    private static Validity Isin(ReadOnlySpan<char> n)
    {
        Span<char> digits = stackalloc char[24];
        var count = 0;
        foreach (var c in n)
        {
            var value = Value(c);
            if (value > 9)
                digits[count++] = (char)('0' + (value / 10));
            digits[count++] = (char)('0' + (value % 10));
        }

        return If(Luhn(digits[..count]) && n[2..].ContainsAnyInRange('0', '9'));
    }
}
