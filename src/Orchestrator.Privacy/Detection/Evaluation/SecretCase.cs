using System.Text;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>A text that holds a secret, or only looks so.</summary>
/// <param name="Rule">The kind of secret.</param>
/// <param name="IsSecret">Whether there is one.</param>
/// <param name="Text">The text.</param>
public sealed record SecretCase(string Rule, bool IsSecret, string Text)
{
    /// <summary>Reads JSON Lines of <c>{"rule","kind":"tp|fp","text_base64"}</c>.</summary>
    /// <param name="lines">The lines.</param>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    public static IReadOnlyList<SecretCase> Read(IEnumerable<string> lines)
    {
        var cases = new List<SecretCase>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            cases.Add(new(
                root.GetProperty("rule").GetString()!,
                root.GetProperty("kind").GetString() == "tp",
                Encoding.UTF8.GetString(root.GetProperty("text_base64").GetBytesFromBase64())));
        }

        return cases;
    }

    /// <summary>Whether a secret is found just where there is one.</summary>
    /// <param name="analysis">The analysis of the text.</param>
    public bool Passes(TextAnalysis analysis) => analysis.Findings.Any(static f => f.Type == FindingTypes.Secret) == IsSecret;
}
