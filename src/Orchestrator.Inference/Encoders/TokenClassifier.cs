using System.Numerics.Tensors;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Encoders;

/// <summary>
/// A model that labels the tokens of a text, from a folder with <c>id2label</c> in its <c>config.json</c>. A word has the label of its first
/// token; words that go on with a label (<c>B-</c>, <c>I-</c>, or none of both) are one part; <c>O</c> is no part. Thread-safe.
/// </summary>
public sealed class TokenClassifier : IPartLabeller, IDisposable
{
    private const string Outside = "O";

    private readonly EncoderSession _session;
    private readonly IReadOnlyList<string> _labels;

    private TokenClassifier(EncoderSession session, IReadOnlyList<string> labels) => (_session, _labels) = (session, labels);

    /// <summary>Loads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Variant, limits and threads; null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or contradicts another, or ONNX Runtime refuses the graph.</exception>
    public static TokenClassifier Load(string path, EncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = EncoderFolder.Open(path);
        var labels = LabelNames.Read(folder);
        return new(EncoderSession.Load(folder, options ?? new()), labels);
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>rejected</c>: the text is longer than the model reads; <c>busy</c>; <c>internal</c>: the graph failed or has another number of labels.</exception>
    public async Task<IReadOnlyList<LabelledPart>> LabelAsync(string text, CancellationToken cancellationToken)
    {
        var tokens = _session.Read(text);
        IReadOnlyList<LabelledPart> parts = [];
        await _session.RunAsync([tokens], EncoderOutputs.Labels, (_, rows) => parts = Parts(text, tokens, rows, _labels), cancellationToken);
        return parts;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <exception cref="TargetException"><c>internal</c>: the graph has another number of labels.</exception>
    internal static IReadOnlyList<LabelledPart> Parts(string text, IReadOnlyList<Token> tokens, EncoderRows rows, IReadOnlyList<string> labels)
    {
        if (rows.Size != labels.Count)
            throw new TargetException("internal", $"the graph makes {rows.Size} labels and 'config.json' names {labels.Count}");
        var words = new List<(string Label, int Start, int End, float Score)>();
        var scores = new float[rows.Size];
        for (var i = 0; i < tokens.Count; i++)
        {
            var (start, end) = (tokens[i].Start, tokens[i].End);
            if (tokens[i].Text < 0 || start == end)
                continue;

            // A token that begins where the last one ended, between letters, goes on with its word.
            if (words.Count > 0 && words[^1].End == start && char.IsLetterOrDigit(text[start]) && char.IsLetterOrDigit(text[start - 1]))
            {
                words[^1] = words[^1] with { End = end };
                continue;
            }

            TensorPrimitives.SoftMax(rows[i], scores);
            var best = TensorPrimitives.IndexOfMax(scores);
            words.Add((labels[best], start, end, scores[best]));
        }

        return Join(words);
    }

    /// <summary>A label without the mark for its beginning or inside.</summary>
    internal static string NameOf(string label) => label.StartsWith("B-", StringComparison.Ordinal) || label.StartsWith("I-", StringComparison.Ordinal) ? label[2..] : label;

    private static List<LabelledPart> Join(List<(string Label, int Start, int End, float Score)> words)
    {
        var (parts, counts, last) = (new List<LabelledPart>(), new List<int>(), Outside);
        foreach (var (label, start, end, score) in words)
        {
            var (begins, name) = (label.StartsWith("B-", StringComparison.Ordinal), NameOf(label));
            if (name != Outside && !begins && name == last)
            {
                parts[^1] = parts[^1] with { End = end, Score = parts[^1].Score + score };
                counts[^1]++;
            }
            else if (name != Outside)
            {
                parts.Add(new(name, start, end, score));
                counts.Add(1);
            }

            last = name;
        }

        return [.. parts.Select((p, i) => p with { Score = p.Score / counts[i] })];
    }
}
