using System.Collections.Frozen;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Whole texts that people reviewed and that mean one intent, or none: "good evening" is a greeting, whatever a network makes of two words. Case and
/// signs do not count; with one word more a text is another.
/// </summary>
internal sealed class CertainTexts
{
    readonly FrozenDictionary<string, int> _labels;
    readonly int _mostWords;

    /// <exception cref="ModelLoadException">An intent has no output class.</exception>
    public CertainTexts(TaggerAnswers answers, TaggerLabels labels)
    {
        var found = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (intent, texts) in answers.Certain ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            var label = labels.Intents.Select(static (l, i) => (l.Name, Index: i)).Where(l => l.Name == intent).Select(static l => l.Index + 1).FirstOrDefault() - 1;
            foreach (var text in texts)
                found[text] = label >= 0 ? label : throw new ModelLoadException($"'{intent}' under 'certain' in answers.json is no intent of labels.json. Name one of its intents.");
        }

        _labels = found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _mostWords = found.Count == 0 ? 0 : found.Keys.Max(static t => t.AsSpan().Count(' ') + 1);
    }

    /// <summary>The output class of a text; -1 when it is none of these.</summary>
    public int Find(string text, List<TextToken> tokens)
    {
        if (_mostWords == 0)
            return -1;
        var words = tokens.FindAll(t => char.IsLetterOrDigit(text[t.Start]));
        return words.Count > _mostWords ? -1
            : _labels.TryGetValue(string.Join(' ', words.Select(t => text.Substring(t.Start, t.Length))), out var label) ? label : -1;
    }
}
