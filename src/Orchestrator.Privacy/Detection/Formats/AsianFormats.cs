using static Orchestrator.Privacy.NumberFormats;
using static Orchestrator.Privacy.NumberRules;

namespace Orchestrator.Privacy;

/// <summary>Numbers of Asian countries.</summary>
internal static class AsianFormats
{
    private static readonly HashSet<string> States = new(
        "AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UK UP UT WB AN BH".Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> StateOf = States.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<NumberFormat> All { get; } =
    [
        Make("IN_GSTIN", "99AAAAA9999AN" + "zN", Gst, "gst,gstin,tax", bare: 0.8),
        Make("IN_PAN", "AAAAA9999A", static n => "ABCFGHJLPT".Contains(n[3], StringComparison.Ordinal) ? Validity.Valid : Validity.Unknown, "pan,permanent account,income tax", bare: 0.7) with { Alone = 0.5, Proven = true, Capitals = true },
        Make("IN_PASSPORT", "A9999999", static n => n[1] != '0' && !"QXZ".Contains(n[0], StringComparison.Ordinal) ? Validity.Unknown : Validity.Invalid, "passport*,travel document"),
        Make("IN_VOTER", "AAA9999999", Form, "voter,epic,elector*,election"),
        Make("IN_VEHICLE_REGISTRATION", "AA99AA9999|AA99A9999|AA 99 AA 9999|AA-99-AA-9999", static n => Surely(StateOf.Contains(n[..2])), "vehicle,rto,registration,number plate,car,bike", grouped: 0.6, bare: 0.6),
        Make("IN_VEHICLE_REGISTRATION", "AAA9999|AA9999|AA999", static n => StateOf.Contains(n[..2]) || n.Length == 7 ? Validity.Unknown : Validity.Invalid, "vehicle,rto,number plate"),
        Make("KR_RRN", "999999-9999999|9999999999999", static n => Korean(n, '1', '4'), "rrn,resident registration,주민*,주민등록*", grouped: 0.9) with { Alone = 0.55 },
        Make("KR_FRN", "999999-9999999|9999999999999", static n => Korean(n, '5', '8'), "frn,foreigner registration,외국인*", grouped: 0.9) with { Alone = 0.55 },
        Make("KR_BRN", "999-99-99999|9999999999", static n => If(KoreanBusiness(n)), "brn,business registration,사업자*", grouped: 0.7) with { Alone = 0.5 },
        Make("KR_DRIVER_LICENSE", "99-99-999999-99|999999999999", static n => Number(n[..2]) is >= 11 and <= 28 ? Validity.Unknown : Validity.Invalid, "driver*,licen*,운전면허*", grouped: 0.6),
        Make("KR_PASSPORT", "A999A9999", static n => "MSRODG".Contains(n[0], StringComparison.Ordinal) ? Validity.Unknown : Validity.Invalid, "passport*,여권*", bare: 0.6),
        Make("KR_PASSPORT", "A99999999", static n => "MSRODG".Contains(n[0], StringComparison.Ordinal) ? Validity.Unknown : Validity.Invalid, "passport*,여권*"),
        Make("TH_TNIN", "9-9999-99999-99-9|9999999999999", Thai, "thai*,tnin,บัตรประชาชน*,ประจำตัวประชาชน*,เลข*", grouped: 0.95) with { Alone = 0.6 },
        Make("SG_NRIC_FIN", "A9999999A", Nric, "nric,fin,singapore*,identity card", bare: 0.8) with { Proven = true },
        Make("SG_UEN", "99999999A|999999999A|A99AA9999A", Uen, "uen,unique entity,business registration,acra", bare: 0.6),
        Make("PH_TIN", "999-999-999-999|999-999-999|999999999", static n => If(n[..9].ContainsAnyExcept('0') && Weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 == Digit(n[8])), "tin,taxpayer,bir") with { OnlySpoken = true },
        Make("CN_ID", "99999999999999999N", static n => If(IsDate(Number(n[6..10]), Number(n[10..12]), Number(n[12..14])) && Number(n[6..10]) is > 1850 and < 2100 && "10X98765432"[Weighted(n, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] == n[17]), "身份证*,identity card,chinese id", bare: 0.95),
        Make("JP_MY_NUMBER", "9999 9999 9999|9999-9999-9999|999999999999", MyNumber, "my number,mynumber,マイナンバー*,個人番号*") with { Alone = 0.45 },
    ];

    private static Validity Gst(ReadOnlySpan<char> n)
    {
        if (Number(n[..2]) is < 1 or > 38)
            return Validity.Invalid;
        var sum = 0;
        for (var i = 0; i < 14; i++)
        {
            var product = Value(n[i]) * (i % 2 == 0 ? 1 : 2);
            sum += (product / 36) + (product % 36);
        }

        return Surely((36 - (sum % 36)) % 36 == Value(n[14]));
    }

    private static Validity Korean(ReadOnlySpan<char> n, char first, char last)
    {
        if (n[6] < first || n[6] > last || !IsDate(0, Number(n[2..4]), Number(n[4..6])))
            return Validity.Invalid;
        // Numbers given since October 2020 have a random tail.
        var rest = (11 - (Weighted(n, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
        return Surely((first == '5' ? (rest + 2) % 10 : rest) == Digit(n[12]));
    }

    private static bool KoreanBusiness(ReadOnlySpan<char> n)
    {
        var sum = Weighted(n, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + (Digit(n[8]) * 5 / 10);
        return (10 - (sum % 10)) % 10 == Digit(n[9]) && !AllEqual(n);
    }

    private static Validity Thai(ReadOnlySpan<char> n)
    {
        var province = Number(n[1..3]);
        var area = province is (>= 10 and <= 27) or (>= 30 and <= 49) or (>= 50 and <= 58) or (>= 60 and <= 67) or (>= 70 and <= 77) or (>= 80 and <= 86) or (>= 90 and <= 96);
        return If(n[0] is >= '1' and <= '8' && area && (11 - (Weighted(n, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 == Digit(n[12]));
    }

    private static Validity Nric(ReadOnlySpan<char> n)
    {
        var sum = Weighted(n[1..], [2, 7, 6, 5, 4, 3, 2]) + (n[0] is 'T' or 'G' ? 4 : n[0] == 'M' ? 3 : 0);
        return n[0] switch
        {
            // A slip of the pen in an identity number is still most of the number.
            'S' or 'T' => Surely("JZIHGFEDCBA"[sum % 11] == n[8]),
            'F' or 'G' => Surely("XWUTRQPNMLK"[sum % 11] == n[8]),
            'M' => Surely("KLJNPQRTUWX"[10 - (sum % 11)] == n[8]),
            _ => Validity.Unknown,
        };
    }

    private static Validity Uen(ReadOnlySpan<char> n)
    {
        if (n.Length == 9)
            return If("XMKECAWLJDB"[Weighted(n, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] == n[8]);
        if (char.IsAsciiDigit(n[0]))
            return If(Number(n[..4]) is > 1800 and < 2100 && "ZKCMDNERGWH"[Weighted(n, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] == n[9]);
        const string Order = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
        if (n[0] is not ('R' or 'S' or 'T'))
            return Validity.Invalid;
        var sum = 0;
        ReadOnlySpan<int> weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
        for (var i = 0; i < 9; i++)
            sum += weights[i] * Order.IndexOf(n[i], StringComparison.Ordinal);
        return If(Order[(((sum - 5) % 11) + 11) % 11] == n[9]);
    }

    private static Validity MyNumber(ReadOnlySpan<char> n)
    {
        var rest = Weighted(n, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        return If(!AllEqual(n) && (rest <= 1 ? 0 : 11 - rest) == Digit(n[11]));
    }
}
