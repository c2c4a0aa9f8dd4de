using System.Diagnostics;
using Microsoft.Extensions.AI;
using Orchestrator.Cli.Batch;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Inference.Taggers;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Cli.Models;

/// <summary>Runs prompts on one model in this process. Thread-safe.</summary>
internal sealed class ModelRun : IDisposable
{
    private readonly LocalModel _model;
    private readonly TaggerModel? _tagger;

    /// <exception cref="ModelLoadException">A file is missing or damaged.</exception>
    public ModelRun(string folder, string? digest)
    {
        _model = LocalModelLoader.Load(folder);
        _tagger = _model.Client.GetService<TaggerModel>();
        if (digest is not null && digest != _model.Id)
        {
            _model.Dispose();
            throw new ModelLoadException($"The model in '{folder}' is {_model.Id}, not {digest}.");
        }

        // The first run compiles code and would be timed with it.
        _ = _tagger?.Tag("warm up");
    }

    /// <exception cref="LineException">The model does not take this prompt with these options; the message says why.</exception>
    public async Task<ModelRunResult> RunAsync(string prompt, ChatOptions options, bool signals, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(prompt, options, signals, cancellationToken);
        }
        catch (Exception e) when (e is TargetException or DecoderException)
        {
            throw new LineException(e.Message);
        }
    }

    public void Dispose() => _model.Dispose();

    private async Task<ModelRunResult> AskAsync(string prompt, ChatOptions options, bool signals, CancellationToken cancellationToken)
    {
        if (signals)
        {
            options = options.Clone();
            (options.AdditionalProperties ??= [])["logprobs"] = true;
        }

        var watch = Stopwatch.StartNew();
        var (updates, told) = (new List<ChatResponseUpdate>(), new Dictionary<string, object?>());
        var made = new List<double>();
        await foreach (var update in _model.Client.GetStreamingResponseAsync(prompt, options, cancellationToken))
        {
            updates.Add(update);
            foreach (var (key, value) in update.AdditionalProperties ?? [])
                told[key] = value;
            if (update.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var tokens) is true)
                made.AddRange(((IEnumerable<SampledToken>)tokens!).Select(static t => t.LogProbability ?? 0));
        }

        var (answer, elapsed) = (updates.ToChatResponse(), watch.Elapsed);
        var calls = Calls(prompt, answer, options.Tools is not null);
        return new(_model.Id, answer.Text, calls, answer.Usage?.OutputTokenCount, told.GetValueOrDefault(ModelResponseKeys.Confidence) as double?, elapsed)
        {
            Finish = answer.FinishReason?.Value,
            Domain = signals ? AnswerDomain.Of(prompt, calls.Count > 0, json: false) : null,
            Signals = signals ? AnswerSignals.Of(made, calls.Count > 0, answer.FinishReason == ChatFinishReason.Length) : null,
            Risk = told.GetValueOrDefault(ModelResponseKeys.Risk) as AnswerRisk,
        };
    }

    /// <summary>A tagger says what it understood though nobody declared a tool for it; with tools it calls what is declared, as another model does.</summary>
    private IReadOnlyList<UnderstoodCall> Calls(string prompt, ChatResponse answer, bool declared)
    {
        if (_tagger is null || declared)
            return [.. answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => new UnderstoodCall(c.Name, [.. c.Arguments ?? new Dictionary<string, object?>()]))];

        var understood = _tagger.Tag(prompt);
        if (!understood.IsMine)
            return [];

        // A slot that is named twice keeps all its values, as one list in words; what is in the text goes before what is implied.
        var arguments = understood.Slots.GroupBy(s => s.Name, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, (object?)string.Join(", ", g.Select(s => s.Value)))).ToList();
        arguments.AddRange(understood.Implied.Where(i => arguments.All(a => a.Key != i.Key)).Select(static i => KeyValuePair.Create(i.Key, (object?)i.Value)));
        return [new(understood.Intent, arguments)];
    }
}

/// <summary>What a model understood that could be done.</summary>
/// <param name="Name">The intent, or the tool.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record UnderstoodCall(string Name, IReadOnlyList<KeyValuePair<string, object?>> Arguments);
