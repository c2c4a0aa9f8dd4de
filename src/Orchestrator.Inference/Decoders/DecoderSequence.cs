using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Orchestrator.Inference.Decoders;

/// <summary>One sequence of tokens that a decoder has read, with its cache. Not thread-safe.</summary>
public sealed class DecoderSequence : IDisposable
{
    private const int SmallestRoom = 64;

    private readonly DecoderModel _model;
    private readonly DecoderGraph _graph;
    private readonly OrtValue[] _cache;
    private readonly string[] _inputs, _outputs;
    private readonly List<int> _tokens = [];
    private readonly bool _shared;
    private readonly int _width;
    private float[] _logits;
    private int _room;

    internal DecoderSequence(DecoderModel model, int expected)
    {
        (_model, _graph, _shared) = (model, model.Graph, model.SharedBuffer);
        _room = _shared ? Math.Clamp(expected, Math.Min(SmallestRoom, model.Context), model.Context) : 0;
        _cache = [.. _graph.Cache.Select(c => c.Create(_room))];
        _inputs = [.. _graph.Inputs, .. _graph.Cache.Select(c => c.Past)];
        _outputs = ["logits", .. _graph.Cache.Select(c => c.Present)];
        _logits = new float[_width = model.Config.Vocabulary];
    }

    /// <summary>The tokens that were read.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>What its cache takes, in bytes.</summary>
    public long Bytes => _graph.BytesPerToken * (_shared ? _room : _tokens.Count);

    /// <summary>Whether a part of it can be kept: not where a model hands on more than keys and values.</summary>
    public bool CanCut => _graph.Cache.All(c => c.Grows);

    /// <summary>Reads tokens and tells the logits of what comes next. The span is good until the next call, and may be written to.</summary>
    /// <param name="tokens">At least one token; more than <see cref="DecoderModel.PrefillChunk"/> are read in several runs.</param>
    /// <param name="cancellationToken">Stops between runs, and within a run where the runtime can.</param>
    /// <exception cref="DecoderException">The sequence is longer than the context, or the model yields something that is no number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the sequence holds what was read before.</exception>
    public Span<float> Feed(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        if (tokens.IsEmpty)
            throw new ArgumentException("Expected at least one token.", nameof(tokens));
        if (_tokens.Count + tokens.Length > _model.Context)
            throw new DecoderException($"the sequence would have {_tokens.Count + tokens.Length} tokens, and the context has {_model.Context}");
        using var run = new RunOptions();
        using var stop = cancellationToken.UnsafeRegister(static r => ((RunOptions)r!).Terminate = true, run);
        while (!tokens.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = tokens[..Math.Min(tokens.Length, _model.PrefillChunk)];
            try
            {
                Step(chunk, run, chunk.Length == tokens.Length ? 1 : 0);
            }
            catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            tokens = tokens[chunk.Length..];
        }

        return LogitsAt(0);
    }

    /// <summary>Reads some tokens in one run and keeps the logits behind each, for <see cref="LogitsAt"/>.</summary>
    internal void FeedAll(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        if (_logits.Length < _width * tokens.Length)
            Array.Resize(ref _logits, _width * tokens.Length);
        cancellationToken.ThrowIfCancellationRequested();
        using var run = new RunOptions();
        using var stop = cancellationToken.UnsafeRegister(static r => ((RunOptions)r!).Terminate = true, run);
        try
        {
            Step(tokens, run, tokens.Length);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>The logits behind one of the tokens that <see cref="FeedAll"/> read last.</summary>
    internal Span<float> LogitsAt(int token) => _logits.AsSpan(_width * token, _width);

    /// <summary>Forgets all but the first tokens. The cache is kept in one buffer; what is behind them is written over.</summary>
    internal void Cut(int length) => _tokens.RemoveRange(length, _tokens.Count - length);

    /// <summary>The tokens that were read, until the next call.</summary>
    internal ReadOnlySpan<int> Read => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>A new sequence with the first tokens of this one.</summary>
    /// <param name="length">How many, at most all.</param>
    /// <param name="expected">How many tokens it will have at most.</param>
    /// <exception cref="InvalidOperationException"><see cref="CanCut"/> is false.</exception>
    public DecoderSequence Fork(int length, int expected = 0)
    {
        if (!CanCut)
            throw new InvalidOperationException("This model's state cannot be cut.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _tokens.Count);
        var fork = new DecoderSequence(_model, Math.Clamp(Math.Max(length, expected), 0, _model.Context));
        for (var i = 0; i < _cache.Length; i++)
        {
            var slot = _graph.Cache[i];
            if (!_shared)
            {
                fork._cache[i].Dispose();
                fork._cache[i] = slot.Create(length);
            }

            slot.Copy(_cache[i], _shared ? _room : _tokens.Count, fork._cache[i], _shared ? fork._room : length, length);
        }

        fork._tokens.AddRange(_tokens.Take(length));
        return fork;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in _cache)
            value.Dispose();
    }

    private void Step(ReadOnlySpan<int> chunk, RunOptions run, int wanted)
    {
        var (past, count) = (_tokens.Count, chunk.Length);
        if (_shared)
            MakeRoom(past + count);
        var inputs = new List<OrtValue>(_inputs.Length);
        var made = _graph.Inputs.Count;
        try
        {
            foreach (var name in _graph.Inputs)
                inputs.Add(Input(name, chunk, past, wanted));
            inputs.AddRange(_cache);
            if (_shared)
            {
                long rows = _graph.KeepsLogits ? Math.Max(1, wanted) : count;
                using var logits = OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance, _graph.HalfLogits ? TensorElementType.Float16 : TensorElementType.Float, [1, rows, _model.Config.Vocabulary]);
                _model.Session.Run(run, _inputs, inputs, _outputs, [logits, .. _cache]);
                Take(logits, wanted);
            }
            else
            {
                var outputs = _model.Session.Run(run, _inputs, inputs, _outputs);
                for (var i = 0; i < _cache.Length; i++)
                {
                    _cache[i].Dispose();
                    _cache[i] = outputs[i + 1];
                }

                using var logits = outputs[0];
                _tokens.AddRange(chunk);
                Take(logits, wanted);
                return;
            }

            _tokens.AddRange(chunk);
        }
        finally
        {
            for (var i = 0; i < Math.Min(made, inputs.Count); i++)
                inputs[i].Dispose();
        }
    }

    private OrtValue Input(string name, ReadOnlySpan<int> chunk, int past, int wanted)
    {
        switch (name)
        {
            case "use_cache_branch":
                return OrtValue.CreateTensorValueFromMemory(new[] { past > 0 }, [1]);
            case "num_logits_to_keep":
                return Whole(name, [Math.Max(1, wanted)], _graph.KeepIsVector ? [1] : []);
        }

        var values = new long[name == "attention_mask" ? past + chunk.Length : chunk.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = name switch { "attention_mask" => 1, "position_ids" => past + i, _ => chunk[i] };
        return Whole(name, values, [1, values.Length]);
    }

    private OrtValue Whole(string name, long[] values, long[] shape) => _graph.Narrow.Contains(name)
        ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (int)v), shape)
        : OrtValue.CreateTensorValueFromMemory(values, shape);

    // The logits behind the last tokens of a run, as many as are wanted.
    private void Take(OrtValue value, int wanted)
    {
        if (wanted == 0)
            return;
        var width = value.GetTensorTypeAndShape().Shape[^1];
        if (width != _width)
            throw new DecoderException($"expected {_width} logits, as config.json says; found {width}");
        var logits = _logits.AsSpan(0, _width * wanted);
        if (_graph.HalfLogits)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>())[^logits.Length..], logits);
        else
            value.GetTensorDataAsSpan<float>()[^logits.Length..].CopyTo(logits);

        // The largest is no number as soon as one of them is none.
        var best = TensorPrimitives.Max<float>(logits);
        if (!float.IsFinite(best))
            throw new DecoderException("the model yields logits that are no numbers; its weights are damaged, or too large for half precision: take another variant");
    }

    private void MakeRoom(int tokens)
    {
        if (tokens <= _room)
            return;
        var room = Math.Min(_model.Context, Math.Max(tokens, _room * 2));
        for (var i = 0; i < _cache.Length; i++)
        {
            var larger = _graph.Cache[i].Create(room);
            _graph.Cache[i].Copy(_cache[i], _room, larger, room, _tokens.Count);
            _cache[i].Dispose();
            _cache[i] = larger;
        }

        _room = room;
    }
}
