namespace Orchestrator.Privacy;

/// <summary>Check digits, dates and ranges over letters and digits in upper case.</summary>
internal static class NumberRules
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>A rule that holds or not.</summary>
    public static Validity If(bool holds) => holds ? Validity.Valid : Validity.Invalid;

    /// <summary>A check that some real numbers fail.</summary>
    public static Validity Surely(bool holds) => holds ? Validity.Valid : Validity.Unknown;

    public static Validity Form(ReadOnlySpan<char> number) => Validity.Unknown;

    public static int Digit(char c) => c - '0';

    /// <summary>0 to 9, then A as 10 to Z as 35.</summary>
    public static int Value(char c) => Alphabet.IndexOf(c, StringComparison.Ordinal);

    public static int Number(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var c in digits)
            value = (value * 10) + Digit(c);
        return value;
    }

    public static bool AllEqual(ReadOnlySpan<char> number) => !number.ContainsAnyExcept(number[0]);

    /// <summary>"1234567890": what people type for an example.</summary>
    public static bool IsCounting(ReadOnlySpan<char> digits)
    {
        for (var i = 1; i < digits.Length; i++)
        {
            if ((Digit(digits[i - 1]) + 1) % 10 != Digit(digits[i]))
                return false;
        }

        return digits.Length > 5;
    }

    public static int Weighted(ReadOnlySpan<char> number, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += Digit(number[i]) * weights[i];
        return sum;
    }

    /// <summary>The sum of the digits of each digit times its weight.</summary>
    public static int CrossWeighted(ReadOnlySpan<char> number, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var product = Digit(number[i]) * weights[i];
            sum += (product / 10) + (product % 10);
        }

        return sum;
    }

    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        Span<byte> values = stackalloc byte[digits.Length];
        Fill(digits, values);
        return Checksums.Luhn(values);
    }

    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        Span<byte> values = stackalloc byte[digits.Length];
        Fill(digits, values);
        return Checksums.Verhoeff(values);
    }

    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        Span<byte> values = stackalloc byte[digits.Length];
        Fill(digits, values);
        return Checksums.Mod11And10(values);
    }

    public static long Mod(ReadOnlySpan<char> number, int modulus)
    {
        long rest = 0;
        foreach (var c in number)
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + Digit(c)) % modulus : ((rest * 100) + Value(c)) % modulus;
        return rest;
    }

    /// <summary>Whether the day exists; a two-digit year says nothing of the 29th of February.</summary>
    public static bool IsDate(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1
        && day <= (month == 2 ? year < 100 || DateTime.IsLeapYear(year) ? 29 : 28 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>ICAO 9303: weights 7, 3, 1 over letters and digits, the last being the check.</summary>
    public static bool Passport(ReadOnlySpan<char> number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length - 1; i++)
            sum += Value(number[i]) * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
        return sum % 10 == Digit(number[^1]);
    }

    private static void Fill(ReadOnlySpan<char> digits, Span<byte> values)
    {
        for (var i = 0; i < digits.Length; i++)
            values[i] = (byte)(digits[i] - '0');
    }
}
