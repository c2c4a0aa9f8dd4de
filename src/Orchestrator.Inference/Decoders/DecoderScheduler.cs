using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Inference.Decoders;

/// <summary>
/// Shares one decoder among several answers: a thread of its own works a step of each in turn, a token or a part of a prompt, so that a
/// long answer delays no other. What comes beyond the queue is refused. Thread-safe.
/// </summary>
public sealed class DecoderScheduler : IDisposable
{
    /// <summary>What whoever finds the queue full is told to wait.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly DecoderModel _model;
    private readonly DecoderOptions _options;
    private readonly Queue<Generation> _waiting = new();
    private readonly List<Generation> _active = [];
    private readonly PrefixCache _prefixes;
    private readonly Thread _thread;
    private readonly bool _speculates;
    private bool _stopping;
    private long _steps, _remembered;

    /// <summary>Starts the thread. The scheduler owns the model from now on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public DecoderScheduler(DecoderModel model, DecoderOptions? options = null)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _options = options ?? new();
        _options.Validate();
        _prefixes = new(_options.PrefixCacheBytes);
        _speculates = _options.Speculation && model.CanGuess;
        _thread = new(Work) { IsBackground = true, Name = "decoder" };
        _thread.Start();
    }

    /// <summary>The model, which the scheduler owns.</summary>
    public DecoderModel Model => _model;

    /// <summary>How many steps were made, for whoever watches that it goes on.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>How many tokens of prompts were not read again.</summary>
    internal long Remembered => Interlocked.Read(ref _remembered);

    /// <summary>Starts an answer.</summary>
    /// <param name="request">What to go on from.</param>
    /// <param name="cancellationToken">Stops the answer, within one token.</param>
    /// <exception cref="TargetException"><c>busy</c>: as many wait as may; <c>rejected</c>: the prompt leaves no room in the context.</exception>
    /// <exception cref="ArgumentException">The prompt is empty, names a token that the model does not have, or a setting is out of its range.</exception>
    public Generation Start(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Prompt.Count == 0 || request.Prompt.Any(t => (uint)t >= (uint)_model.Config.Vocabulary) || request.MaxTokens < 1)
            throw new ArgumentException($"Expected a prompt of at least one token, each below {_model.Config.Vocabulary}, and at least one token to write.", nameof(request));
        if (request.Prompt.Count >= _model.Context)
            throw new TargetException("rejected", $"the prompt has {request.Prompt.Count} tokens, and the model's context {_model.Context}, the answer included; send less, or raise the model's Context");

        // A seed is drawn for whoever gives none; it decides nothing but the wording.
        var generation = new Generation(request, _model, RandomNumberGenerator.GetInt32(int.MaxValue), cancellationToken);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (IsFull())
                LeaveOutStopped();
            if (IsFull())
                throw new TargetException("busy", $"the model works on {_active.Count} answers and {_waiting.Count} wait, which is all that may; try again in {s_patience.TotalSeconds} seconds") { RetryAfter = s_patience };
            _waiting.Enqueue(generation);
            Monitor.Pulse(_waiting);
        }

        return generation;
    }

    /// <summary>Reads a prompt, in turn with the answers that are worked on, and tells the logits of what would come first.</summary>
    /// <param name="prompt">The prompt; what was read of it is kept for whoever asks for the answer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TargetException"><c>busy</c>: as many wait as may; <c>rejected</c>: the prompt leaves no room in the context.</exception>
    internal async Task<float[]> ReadAsync(IReadOnlyList<int> prompt, CancellationToken cancellationToken)
    {
        float[] first = [];
        var reading = Start(new() { Prompt = prompt, MaxTokens = 1, Look = logits => first = logits.ToArray() }, cancellationToken);
        await foreach (var _ in reading.ReadAsync(cancellationToken))
            continue;
        return first;
    }

    /// <summary>Stops all answers, and frees the model.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            if (_stopping)
                return;
            _stopping = true;
            Monitor.Pulse(_waiting);
        }

        _thread.Join();
        _prefixes.Dispose();
        _model.Dispose();
    }

    private bool IsFull() => _active.Count + _waiting.Count >= _options.MaxActive + _options.MaxWaiting;

    // Nobody waits for these any more, and they must not keep others out.
    private void LeaveOutStopped()
    {
        for (var left = _waiting.Count; left > 0; left--)
        {
            var next = _waiting.Dequeue();
            if (next.Stop.IsCancellationRequested)
                next.Fail(new OperationCanceledException(next.Stop));
            else
                _waiting.Enqueue(next);
        }
    }

    private void Work()
    {
        while (Admit() is { } round)
        {
            foreach (var generation in round)
            {
                var more = Step(generation);
                Interlocked.Increment(ref _steps);
                if (more)
                    continue;
                Release(generation);
                lock (_waiting)
                    _active.Remove(generation);
            }
        }

        lock (_waiting)
        {
            foreach (var generation in _active.Concat(_waiting))
            {
                generation.Sequence?.Dispose();
                generation.Fail(new OperationCanceledException("the model is being unloaded"));
            }
        }
    }

    private Generation[]? Admit()
    {
        lock (_waiting)
        {
            while (_active.Count + _waiting.Count == 0 && !_stopping)
                Monitor.Wait(_waiting);
            if (_stopping)
                return null;
            while (_active.Count < _options.MaxActive && _waiting.TryDequeue(out var next))
                _active.Add(next);
            return [.. _active];
        }
    }

    // One step; the answer is whether there is another.
    private bool Step(Generation generation)
    {
        try
        {
            generation.Stop.ThrowIfCancellationRequested();
            var sequence = generation.Sequence ??= Begin(generation);
            if (generation.Written > 0)
                return GoOn(generation, sequence);
            var rest = generation.Prompt.AsSpan(sequence.Tokens.Count);
            var chunk = rest[..Math.Min(rest.Length, _model.PrefillChunk)];
            var logits = sequence.Feed(chunk, generation.Stop);
            return chunk.Length < rest.Length || generation.Choose(logits);
        }
        catch (OnnxRuntimeException e)
        {
            generation.Fail(new DecoderException(e.Message.Contains("alloc", StringComparison.OrdinalIgnoreCase)
                ? "there is not the memory for its next step; give it more, or shorten the context"
                : "ONNX Runtime failed in the middle of an answer", e));
        }
        catch (Exception e)
        {
            generation.Fail(e);
        }

        generation.Sequence?.Dispose();
        generation.Sequence = null;
        return false;
    }

    // What is chosen is what would have been chosen one by one: a guess only says which tokens are read together.
    private bool GoOn(Generation generation, DecoderSequence sequence)
    {
        var draft = _speculates ? generation.Lookup.Draft(sequence.Read, generation.Last, Math.Min(generation.Left - 1, _model.Context - sequence.Tokens.Count - 1)) : [];
        if (draft.IsEmpty)
            return generation.Choose(sequence.Feed([generation.Last], generation.Stop));
        var (before, accepted) = (sequence.Tokens.Count, 0);
        int[] run = [generation.Last, .. draft];
        sequence.FeedAll(run, generation.Stop);
        bool more;
        while ((more = generation.Choose(sequence.LogitsAt(accepted))) && accepted + 1 < run.Length && generation.Last == run[accepted + 1])
            accepted++;
        sequence.Cut(before + 1 + accepted);
        generation.Lookup.Learn(run.Length - 1, accepted);
        generation.Guessed += accepted;
        return more;
    }

    // Reading a prompt in other pieces rounds otherwise, so that who asks for the same text by seed gets a fresh sequence.
    private DecoderSequence Begin(Generation generation)
    {
        var sequence = generation.Seeded ? null : _prefixes.Take(generation.Prompt, generation.Expected);
        generation.Remembered = sequence?.Tokens.Count ?? 0;
        Interlocked.Add(ref _remembered, generation.Remembered);
        return sequence ?? _model.Start(Math.Min(generation.Expected, generation.Prompt.Length + 256));
    }

    private void Release(Generation generation)
    {
        if (generation.Sequence is { } sequence)
            _prefixes.Keep(sequence);
        generation.Sequence = null;
    }
}
