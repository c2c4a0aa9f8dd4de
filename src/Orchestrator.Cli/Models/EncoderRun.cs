using System.Diagnostics;
using Orchestrator.Cli.Batch;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;

namespace Orchestrator.Cli.Models;

/// <summary>Runs texts through one encoder in this process. Thread-safe.</summary>
internal sealed class EncoderRun : IDisposable
{
    private readonly IDisposable _model;
    private readonly Func<string, CancellationToken, Task<EncoderRunResult>> _ask;

    private EncoderRun(IDisposable model, Func<string, CancellationToken, Task<EncoderRunResult>> ask) => (_model, _ask) = (model, ask);

    /// <summary>Loads a folder; null when it holds no encoder.</summary>
    /// <exception cref="ModelLoadException">A file is missing or damaged.</exception>
    public static EncoderRun? Load(string folder)
    {
        if (!HuggingFaceFolder.IsOne(folder) || EncoderInspection.Inspect(folder) is not { } report)
            return null;
        switch (report.Kind)
        {
            case EncoderKind.Sentences:
                var sentences = SentenceEncoder.Load(folder);
                return new(sentences, async (text, token) => new() { Vector = (await sentences.GenerateAsync([text], cancellationToken: token))[0].Vector });
            case EncoderKind.Texts:
                var texts = SequenceClassifier.Load(folder);
                return new(texts, async (text, token) => new() { Labels = await texts.ClassifyAsync(text, null, token) });
            default:
                var parts = TokenClassifier.Load(folder);
                return new(parts, async (text, token) => new() { Parts = [.. (await parts.LabelAsync(text, token)).Select(p => (p, text[p.Start..p.End]))] });
        }
    }

    /// <exception cref="LineException">The model does not take this text; the message says why.</exception>
    public async Task<EncoderRunResult> RunAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            return await _ask(text, cancellationToken) with { Took = Stopwatch.GetElapsedTime(started) };
        }
        catch (TargetException e)
        {
            throw new LineException(e.Message);
        }
    }

    public void Dispose() => _model.Dispose();
}
