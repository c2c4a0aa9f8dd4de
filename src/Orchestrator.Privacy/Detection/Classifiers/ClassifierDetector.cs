using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>
/// Finds what a model labels. It takes milliseconds where the other detectors take microseconds, so each text has a time for it; a model
/// that fails or is late fails the analysis. It runs after all others, since it may add to what they found and never weaken it.
/// </summary>
internal sealed class ClassifierDetector(string name, ITextLabeller model, IReadOnlyDictionary<string, LabelledType> types, TimeSpan within) : IDetector
{
    public string Type => name;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var sentences = Split(text);
        if (sentences.Count == 0)
            return;
        var others = findings.Where(static f => !FindingTypes.IsTopic(f.Type)).ToArray();
        foreach (var found in model.Label(text.Text, sentences, within))
        {
            if (types.TryGetValue(found.Type, out var type) && found.Score >= type.Threshold)
                findings.Add(Beside(others, found with { Type = type.Type }));
        }
    }

    /// <summary>Overlapping findings become one under the surest's type, and a model is sure of much: here the more sensitive type must win.</summary>
    private static Finding Beside(Finding[] others, Finding found)
    {
        var level = FindingTypes.LevelOf(found.Type);
        foreach (var other in others)
        {
            if (other.Start < found.End && found.Start < other.End && FindingTypes.LevelOf(other.Type) is var known && known != level)
                return found with { Score = known > level ? 0 : 1 };
        }

        return found;
    }

    private static List<TextSpan> Split(DetectionText text)
    {
        var tokens = CollectionsMarshal.AsSpan(text.Tokens);
        var sentences = new List<TextSpan>();
        for (var from = 0; from < tokens.Length;)
        {
            if (PlaceholderEnd(text.Text, tokens[from].Start) is { } end)
            {
                while (from < tokens.Length && tokens[from].Start < end)
                    from++;
                continue;
            }

            var to = Sentences.End(text.Text, tokens, from);
            for (var i = from + 1; i < to; i++)
            {
                if (PlaceholderEnd(text.Text, tokens[i].Start) is not null)
                    to = i;
            }

            sentences.Add(new(tokens[from].Start, tokens[to - 1].End));
            from = to;
        }

        return sentences;
    }

    /// <summary>What stands in place of something cut out, such as <c>[TOPIC_HEALTH]</c>, would be found again and again.</summary>
    private static int? PlaceholderEnd(string text, int start)
    {
        if (text[start] != '[')
            return null;
        var end = start + 1;
        while (end < text.Length && (char.IsAsciiLetterUpper(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '_'))
            end++;
        return end > start + 1 && end < text.Length && text[end] == ']' ? end + 1 : null;
    }
}
