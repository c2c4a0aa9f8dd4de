using CsCheck;

namespace Orchestrator.Privacy.Tests;

/// <summary>Generators of texts.</summary>
internal static class Texts
{
    private static readonly string[] Words =
        ["the", "lights", "kitchen", "was", "charged", "twice", "why", "Zürich", "日本", "\U0001F600", "\U0001F469\u200d\U0001F680", "\"quoted\"", "back\\slash", "{brace}", "line\n", "«»"];

    /// <summary>Words without digits, some outside the basic plane, some that JSON escapes.</summary>
    public static Gen<string> Plain { get; } = Gen.OneOf(Words).Array[0, 8].Select(words => string.Join(' ', words));

    /// <summary>A card number with a valid check digit and its ways of writing.</summary>
    public static Gen<string> Card { get; } =
        Gen.Select(Gen.Int[0, 9].Array[14], Gen.OneOf("", " ", "-"), (digits, separator) => Write([4, .. digits], separator));

    /// <summary>Values of several types.</summary>
    public static Gen<string> Secret { get; } = Gen.OneOf(
        Card,
        Gen.OneOf("ana.maria@example.org", "+44 20 7946 0018", "GB82 WEST 1234 5698 7654 32", "123-45-6789", "203.0.113.77", "password: Tr0ub4dor&3"));

    public static string Write(int[] digits, string separator)
    {
        var sum = digits.Reverse().Select((d, i) => i % 2 == 0 ? (d > 4 ? (d * 2) - 9 : d * 2) : d).Sum();
        var all = string.Concat(digits) + ((10 - (sum % 10)) % 10);
        return string.Join(separator, all.Chunk(4).Select(static c => new string(c)));
    }
}
