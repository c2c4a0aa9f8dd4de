using System.Runtime.InteropServices;
using Orchestrator.Privacy;

namespace Orchestrator.Training.Pii;

/// <summary>A text as the tagger learns from it: its tokens, those of other detectors taken, and the right tags.</summary>
internal sealed record TaggedText(Token[] Tokens, byte[] Tags)
{
    private static readonly TextAnalyzer Rules = new(Detectors.With().Where(static d => d is not NameDetector));

    private static readonly Dictionary<string, string> TypeOf = new(StringComparer.Ordinal)
    {
        ["PERSON"] = "PERSON", ["GPE"] = "LOCATION", ["LOCATION"] = "LOCATION", ["STREET_ADDRESS"] = "STREET_ADDRESS",
        ["ORGANIZATION"] = "ORGANIZATION", ["TITLE"] = "TITLE", ["NRP"] = "NRP", ["AGE"] = "AGE",
    };

    public static TaggedText Of(LabelledText text)
    {
        var list = new List<Token>();
        Tokenizer.Read(text.Text, list);
        var tokens = CollectionsMarshal.AsSpan(list).ToArray();
        var tags = new byte[tokens.Length];
        var findings = Rules.Analyze(text.Text).Findings;
        NameDetector.Take(tokens, findings);
        NameDetector.Forget(tokens);
        foreach (var span in text.Spans)
        {
            if (!TypeOf.TryGetValue(span.Type, out var name))
                continue;
            var type = Array.IndexOf(NameTags.Types, name);
            var first = true;
            for (var i = 0; i < tokens.Length; i++)
            {
                if (tokens[i].Start < span.Start || tokens[i].End > span.End || tokens[i].Taken)
                    continue;
                tags[i] = (byte)(first || tags[i - 1] == 0 || (type != 2 && (tokens[i - 1].Layout & 2) != 0) ? NameTags.Begin(type) : NameTags.Inside(type));
                first = false;
            }
        }

        return new(tokens, tags);
    }
}
