using System.Collections.Immutable;
using System.Text.Encodings.Web;

namespace Orchestrator.Privacy;

/// <summary>Finds values that are known to stand in a message, as they are and as JSON writes them.</summary>
internal static class KnownValues
{
    /// <summary>The findings of the analysis and every place of a known value, in order, none overlapping another.</summary>
    public static ImmutableArray<Finding> Join(string text, ImmutableArray<Finding> findings, ImmutableArray<KnownValue> known)
    {
        if (known.IsDefaultOrEmpty)
            return findings;
        var all = findings.ToList();
        foreach (var value in known)
        {
            Find(text, value.Value, value.Type, all);
            if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value.Value) is var escaped && escaped != value.Value)
                Find(text, escaped, value.Type, all);
        }

        return all.Count == findings.Length ? findings : [.. Overlaps.Resolve(all)];
    }

    private static void Find(string text, string value, string type, List<Finding> found)
    {
        for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + value.Length, StringComparison.Ordinal))
            found.Add(new(type, at, at + value.Length, 1));
    }
}
