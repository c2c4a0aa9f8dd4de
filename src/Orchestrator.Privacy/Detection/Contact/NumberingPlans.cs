using System.Collections.Frozen;
using PhoneNumbers;

namespace Orchestrator.Privacy;

/// <summary>What libphonenumber knows of numbers that are already plain digits.</summary>
internal static class NumberingPlans
{
    // Regions whose national numbers begin with a trunk 0 that people write, or that are tried where the text speaks of a telephone.
    private static readonly string[] TrunkRegions = ["GB", "DE", "FR", "IT", "AU", "NL", "CH", "AT", "BE", "SE", "IE", "NZ", "ZA", "JP", "FI", "IN", "PH", "TR", "PL", "KR"];

    private static readonly string[] MobileRegions = ["TR", "PH", "GB", "DE"];

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly FrozenSet<int> CountryCodes = Library.GetSupportedCallingCodes().ToFrozenSet();

    /// <summary>Reads the plans, if that is not done yet, and asks for one number, so that its way is compiled.</summary>
    public static void Load() => IsInternational("12125550123", out _);

    /// <summary>Whether the digits after a "+" are a number of some country; possible means: of a length that it uses.</summary>
    public static bool IsInternational(string digits, out bool valid)
    {
        valid = false;
        for (var length = 1; length <= 3 && length < digits.Length - 3; length++)
        {
            var code = int.Parse(digits.AsSpan(0, length), System.Globalization.CultureInfo.InvariantCulture);
            if (code == 0 || !CountryCodes.Contains(code))
                continue;
            var number = Number(code, digits[length..]);
            valid = Library.IsValidNumber(number);
            return valid || Library.IsPossibleNumber(number);
        }

        return false;
    }

    /// <summary>Whether ten digits are a number of North America.</summary>
    public static bool IsNorthAmerican(string digits) => digits.Length == 10 && Library.IsValidNumber(Number(1, digits));

    /// <summary>Whether digits that begin with a trunk 0 are a number where people write one.</summary>
    public static bool IsTrunk(string digits)
    {
        foreach (var region in TrunkRegions)
        {
            // Italy keeps its 0.
            var national = region == "IT" ? digits : digits[1..];
            if (Library.IsValidNumberForRegion(Number(Library.GetCountryCodeForRegion(region), national), region))
                return true;
        }

        return false;
    }

    /// <summary>Whether eleven digits behind a trunk 0 are a mobile number of Turkey, the Philippines, the United Kingdom or Germany.</summary>
    public static bool IsMobileOfElevenDigits(string digits)
    {
        foreach (var region in MobileRegions)
        {
            var number = Number(Library.GetCountryCodeForRegion(region), digits[1..]);
            if (Library.IsValidNumberForRegion(number, region) && Library.GetNumberType(number) == PhoneNumberType.MOBILE)
                return true;
        }

        return false;
    }

    /// <summary>Whether ten digits without a trunk prefix are a number where people write them so.</summary>
    public static bool IsNational(string digits) => IsNorthAmerican(digits)
        || (digits[0] != '0' && Library.IsValidNumberForRegion(Number(90, digits), "TR"));

    private static PhoneNumber Number(int code, string national)
    {
        var number = new PhoneNumber.Builder()
            .SetCountryCode(code)
            .SetNationalNumber(ulong.Parse(national, System.Globalization.CultureInfo.InvariantCulture));
        if (national[0] == '0')
            number.SetNumberOfLeadingZeros(national.Length - national.TrimStart('0').Length);
        return number.Build();
    }
}
