namespace Orchestrator.Privacy;

/// <summary>Digits collected from a span, separators left out.</summary>
internal static class Digits
{
    /// <summary>Copies the digits of a span; returns how many there are, or -1 when they do not fit.</summary>
    public static int Collect(ReadOnlySpan<char> text, Span<byte> digits)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                continue;
            if (count == digits.Length)
                return -1;
            digits[count++] = (byte)(c - '0');
        }

        return count;
    }

    public static bool AllEqual(ReadOnlySpan<byte> digits) => !digits.ContainsAnyExcept(digits[0]);
}
