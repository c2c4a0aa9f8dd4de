using System.Numerics.Tensors;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Encoders;

/// <summary>A model that labels whole texts, from a folder with <c>id2label</c> in its <c>config.json</c>. Thread-safe.</summary>
public sealed class SequenceClassifier : ITextClassifier, IDisposable
{
    private readonly EncoderSession _session;
    private readonly IReadOnlyList<string> _labels;
    private readonly bool _several;

    private SequenceClassifier(EncoderSession session, IReadOnlyList<string> labels, bool several) => (_session, _labels, _several) = (session, labels, several);

    /// <summary>Loads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Variant, limits and threads; null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or contradicts another, or ONNX Runtime refuses the graph.</exception>
    public static SequenceClassifier Load(string path, EncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = EncoderFolder.Open(path);
        var labels = LabelNames.Read(folder);

        return new(EncoderSession.Load(folder, options ?? new()), labels, HasSeveral(folder, labels));
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>rejected</c>: the text is longer than the model reads; <c>busy</c>; <c>internal</c>: the graph failed or has another number of labels.</exception>
    public async Task<IReadOnlyList<LabelScore>> ClassifyAsync(string text, string? second, CancellationToken cancellationToken)
    {
        var scores = new float[_labels.Count];
        await _session.RunAsync([_session.Read(text, second)], EncoderOutputs.Labels, (_, rows) => Score(rows, _several, scores), cancellationToken);
        return [.. _labels.Select((label, i) => new LabelScore(label, scores[i])).OrderByDescending(s => s.Score)];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>Labels that may hold together, and a single one, are each for itself: a sigmoid; otherwise one of them holds: a softmax.</summary>
    internal static bool HasSeveral(EncoderFolder folder, IReadOnlyList<string> labels) =>
        labels.Count == 1 || folder.Config.TryGetProperty("problem_type", out var type) && type.ValueEquals("multi_label_classification");

    /// <exception cref="TargetException"><c>internal</c>: the graph has another number of labels.</exception>
    internal static void Score(EncoderRows rows, bool several, Span<float> scores)
    {
        if (rows.Size != scores.Length)
            throw new TargetException("internal", $"the graph makes {rows.Size} labels and 'config.json' names {scores.Length}");
        if (several)
            TensorPrimitives.Sigmoid(rows[0], scores);
        else
            TensorPrimitives.SoftMax(rows[0], scores);
    }
}
