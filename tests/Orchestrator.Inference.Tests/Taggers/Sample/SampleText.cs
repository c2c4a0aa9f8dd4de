using System.Text.RegularExpressions;

namespace Orchestrator.Inference.Tests.Taggers.Sample;

/// <summary>A text of the sample, with what it means.</summary>
/// <param name="Meaning">The group of the right intent; <c>none</c> for a text that is not the model's.</param>
/// <param name="Text">The text.</param>
/// <param name="Slots">Each slot's concept or name, and its words.</param>
internal sealed partial record SampleText(string Meaning, string Text, IReadOnlyList<(string Slot, string Words)> Slots)
{
    /// <summary>Every text that the templates of a file say.</summary>
    public static IReadOnlyList<SampleText> Read(string file) =>
        [.. File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#').SelectMany(Expand)];

    private static IEnumerable<SampleText> Expand(string line)
    {
        var cut = line.IndexOf('|', StringComparison.Ordinal);
        return Choices(line[(cut + 1)..].Trim()).Select(said => new SampleText(
            line[..cut].Trim(),
            Spaces().Replace(Slot().Replace(said, "$1"), " ").Trim(),
            [.. Slot().Matches(said).Select(m => (m.Groups[2].Value, m.Groups[1].Value))]));
    }

    private static IEnumerable<string> Choices(string template) => Choice().Match(template) is { Success: true } choice
        ? choice.Groups[1].Value.Split('|').SelectMany(said => Choices(template[..choice.Index] + said + template[(choice.Index + choice.Length)..]))
        : [template];

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)]*)\)")]
    private static partial Regex Slot();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
