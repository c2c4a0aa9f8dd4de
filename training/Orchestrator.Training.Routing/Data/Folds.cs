namespace Orchestrator.Training.Data;

/// <summary>Seeded folds. Prompts that differ only in digits, case, blanks or punctuation always share one.</summary>
internal static class Folds
{
    public static int OfPrompt(string prompt, int folds, int seed)
    {
        var h = 2166136261u ^ ((uint)seed * 0x9E3779B1u);
        foreach (var c in prompt)
        {
            if (char.IsLetter(c))
                h = (h ^ char.ToLowerInvariant(c)) * 16777619u;
        }

        h ^= h >> 15;
        h *= 0x2c1b3c6du;
        return (int)((h ^ (h >> 13)) % (uint)folds);
    }

    /// <summary>The fold of each group, whole groups together.</summary>
    public static Dictionary<string, int> OfGroups(IEnumerable<string> groups, int folds, int seed)
    {
        var order = groups.Distinct().Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(order);
        return order.Select((g, i) => (g, i)).ToDictionary(x => x.g, x => x.i % folds);
    }
}
