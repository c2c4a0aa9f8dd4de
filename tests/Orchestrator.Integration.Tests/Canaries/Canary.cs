namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>One value that nobody else has: a card number with a sound check digit, or an e-mail address.</summary>
/// <param name="Value">As people write it.</param>
internal sealed record Canary(string Value)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz";

    /// <summary>Makes canaries, every other a card.</summary>
    public static Canary[] Make(int count, Random random) => [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Card(random) : Mail(random))];

    private static Canary Card(Random random)
    {
        // Fourteen digits by chance: that two are the same, or that one stands somewhere by accident, does not happen.
        int[] digits = [4, .. Enumerable.Range(0, 14).Select(_ => random.Next(10))];
        var sum = digits.Reverse().Select((d, i) => i % 2 == 0 ? (d > 4 ? (d * 2) - 9 : d * 2) : d).Sum();
        var all = string.Concat(digits) + ((10 - (sum % 10)) % 10);
        return new(string.Join(' ', all.Chunk(4).Select(c => new string(c))));
    }

    private static Canary Mail(Random random) => new($"{random.GetString(Letters, 14)}@{random.GetString(Letters, 8)}.org");
}
