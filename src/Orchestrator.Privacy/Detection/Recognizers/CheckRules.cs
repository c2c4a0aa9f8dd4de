namespace Orchestrator.Privacy;

/// <summary>Check digits by the names that files of recognisers use. Separators in a match do not count.</summary>
internal static class CheckRules
{
    private const int Longest = 64;

    public static readonly (string Name, Func<string, bool> Rule)[] All =
    [
        ("luhn", static match => Digital(match, Checksums.Luhn)),
        ("verhoeff", static match => Digital(match, Checksums.Verhoeff)),
        ("mod11-10", static match => Digital(match, Checksums.Mod11And10)),
        ("mod97-10", Mod97),
    ];

    public static readonly string[] Names = [.. All.Select(static check => check.Name)];

    private static bool Digital(string match, Func<ReadOnlySpan<byte>, bool> holds)
    {
        Span<byte> digits = stackalloc byte[Longest];
        var count = Digits.Collect(match, digits);
        return count > 1 && holds(digits[..count]);
    }

    private static bool Mod97(string match)
    {
        var number = string.Concat(match.Where(char.IsAsciiLetterOrDigit));
        return number.Length > 4 && Checksums.Mod97(number);
    }
}
