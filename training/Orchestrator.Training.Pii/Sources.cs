using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Training.Pii;

/// <summary>Reads the data sets that training/README.md describes.</summary>
internal sealed class Sources(string folder)
{
    public IReadOnlyList<LabelledText> Marked { get; } = LabelledText.Read(File.ReadLines(Path.Combine(folder, "privacy", "synth_v2_dev.jsonl")));

    public static IReadOnlyList<string> Templates { get; } = Lines("templates.txt");

    public static IReadOnlyList<string> Negatives { get; } = Lines("negatives.txt");

    /// <summary>Requests and questions to a bank and an assistant: nobody is named in them.</summary>
    public IEnumerable<LabelledText> Requests()
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "nano", "banking77", "train.csv")).Skip(1))
        {
            var comma = line.LastIndexOf(',');
            if (comma > 0)
                yield return Plain(line[..comma].Trim('"'));
        }

        using var clinc = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "nano", "clinc150", "data_dev.json")));
        foreach (var set in clinc.RootElement.EnumerateObject())
        {
            foreach (var row in set.Value.EnumerateArray())
                yield return Plain(row[0].GetString()!);
        }
    }

    /// <summary>Lines of this repository's own pages and code, in which nobody is named and capitals mean other things.</summary>
    public static IEnumerable<LabelledText> Technical(string repository) =>
        Directory.EnumerateFiles(Path.Combine(repository, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(repository, "src"), "*.cs", SearchOption.AllDirectories))
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Privacy/", StringComparison.Ordinal) && !file.Contains("Orchestrator.Privacy", StringComparison.Ordinal) && !file.EndsWith("privacy.md", StringComparison.Ordinal) && !file.EndsWith("dependencies.md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(static file => File.ReadLines(file))
            .Select(static line => line.Trim())
            .Where(static line => line.Length > 30)
            .Where(static (_, i) => i % 6 == 0)
            .Select(Plain);

    public static LabelledText Plain(string text) => new() { Text = text, Spans = [] };

    private static string[] Lines(string resource)
    {
        using var stream = typeof(Sources).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.TrimEnd('\r').Replace("\\n", "\n", StringComparison.Ordinal))];
    }
}
