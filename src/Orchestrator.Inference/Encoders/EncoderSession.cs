using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Encoders;

/// <summary>A loaded encoder graph with its tokenizer: texts in, one row of numbers for each token or text out. Thread-safe; one call runs at a time.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly EncoderOptions _options;
    private readonly string _file;
    private readonly int _pad;
    private int _waiting;

    private EncoderSession(InferenceSession session, EncoderFolder folder, string file, EncoderOptions options)
    {
        (_session, _file, _options, _pad) = (session, file, options, folder.PadToken);
        Tokenizer = Tokenizer.Load(folder.Path);
        Longest = folder.LongestText();
        var unknown = session.InputNames.Except(KnownInputs).ToList();
        if (unknown.Count > 0 || !session.InputNames.Contains("input_ids"))
            throw new ModelLoadException($"'{file}' has the inputs {string.Join(", ", session.InputNames)}; expected input_ids and any of {string.Join(", ", KnownInputs.Skip(1))}. Export the model for feature-extraction or classification.");
        if (EncoderFolder.Number(folder.Config, "vocab_size") is { } size && Tokenizer.Size > size)
            throw new ModelLoadException($"'tokenizer.json' in '{folder.Path}' has {Tokenizer.Size} tokens, and 'config.json' expects at most {size}. The two are of different models; download the whole folder again.");
    }

    /// <summary>What a graph may ask for.</summary>
    public static IReadOnlyList<string> KnownInputs { get; } = ["input_ids", "attention_mask", "token_type_ids", "position_ids"];

    public delegate void RowsTaker(int text, EncoderRows rows);

    public Tokenizer Tokenizer { get; }

    /// <summary>The most tokens of a text, those that frame it included.</summary>
    public int Longest { get; }

    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <exception cref="ModelLoadException">A file is missing or damaged, or ONNX Runtime refuses the graph.</exception>
    public static EncoderSession Load(EncoderFolder folder, EncoderOptions options)
    {
        options.Validate();
        var file = folder.Weights(options.Variant);
        InferenceSession? session = null;
        try
        {
            using var settings = new SessionOptions
            {
                IntraOpNumThreads = options.Threads == 0 ? Math.Clamp(Environment.ProcessorCount, 1, 8) : options.Threads,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            session = new(file, settings);
            return new(session, folder, file, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OutOfMemoryException)
        {
            session?.Dispose();
            throw new ModelLoadException($"ONNX Runtime cannot load '{file}': {e.Message.ReplaceLineEndings(" ")}. Download the file again, or take another variant.", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>The tokens of a text, or of two, framed.</summary>
    /// <exception cref="TargetException"><c>rejected</c>: the text is longer than the model reads.</exception>
    public IReadOnlyList<Token> Read(string text, string? second = null)
    {
        try
        {
            var tokens = Tokenizer.Tokenize(text, second, most: _options.Truncate ? Longest : null);
            return tokens.Count <= Longest ? tokens : throw new TargetException("rejected", $"a text has {tokens.Count} tokens, and the model reads {Longest}; split it into shorter ones");
        }
        catch (TokenizerException e)
        {
            throw new TargetException("rejected", e.Message, e);
        }
    }

    /// <summary>Runs texts together, those of like length in one batch, and hands each text's rows to the caller.</summary>
    /// <param name="texts">The tokens of each text.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="take">Gets the place of a text and what the graph made of it: a row for each token, or one for the text.</param>
    /// <param name="cancellationToken">Ends the wait and the run.</param>
    /// <exception cref="TargetException"><c>busy</c>: too many wait; <c>internal</c>: the graph failed.</exception>
    public async Task RunAsync(IReadOnlyList<IReadOnlyList<Token>> texts, string output, RowsTaker take, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new TargetException("busy", $"{_options.MaxWaiting} calls wait for the model already, which is all that its queue takes") { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        try
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                await Task.Factory.StartNew(() => Run(texts, output, take, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _turn.Dispose();
    }

    /// <summary>As <see cref="RunAsync"/>, on the caller's thread and without a queue's limit: whoever calls it has a limit of time.</summary>
    public void RunHere(IReadOnlyList<IReadOnlyList<Token>> texts, string output, RowsTaker take, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            Run(texts, output, take, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, on the caller's thread: for loading, when nobody else runs.</summary>
    public void Run(IReadOnlyList<IReadOnlyList<Token>> texts, string output, RowsTaker take, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var ending = cancellationToken.Register(() => options.Terminate = true);
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Count).ToArray();
        for (int at = 0, count; at < order.Length; at += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count = 1;
            while (at + count < order.Length && Math.Max(texts[order[at + count]].Count, 1) * (count + 1) <= _options.BatchTokens)
                count++;
            try
            {
                Batch(options, texts, order.AsSpan(at, count), output, take);
            }
            catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OnnxRuntimeException e)
            {
                throw new TargetException("internal", $"ONNX Runtime cannot run '{Path.GetFileName(_file)}': {e.Message.ReplaceLineEndings(" ")}", e);
            }
        }
    }

    private void Batch(RunOptions options, IReadOnlyList<IReadOnlyList<Token>> texts, ReadOnlySpan<int> places, string output, RowsTaker take)
    {
        var width = Math.Max(texts[places[^1]].Count, 1);
        long[] shape = [places.Length, width];
        var inputs = KnownInputs.ToDictionary(name => name, _ => new long[shape[0] * shape[1]]);
        Array.Fill(inputs["input_ids"], _pad);
        for (var row = 0; row < places.Length; row++)
        {
            for (var i = 0; i < width; i++)
                inputs["position_ids"][row * width + i] = i;
            for (var i = 0; i < texts[places[row]].Count; i++)
            {
                var at = row * width + i;
                (inputs["input_ids"][at], inputs["attention_mask"][at], inputs["token_type_ids"][at]) = (texts[places[row]][i].Id, 1, texts[places[row]][i].Type);
            }
        }

        var values = _session.InputNames.Select(name => OrtValue.CreateTensorValueFromMemory(inputs[name], shape)).ToList();
        try
        {
            using var results = _session.Run(options, [.. _session.InputNames], values, [output]);
            var (numbers, made) = Numbers(results[0]);
            if (made.Length is < 2 or > 3 || made[0] != places.Length || made.Length == 3 && made[1] != width)
                throw new TargetException("internal", $"'{Path.GetFileName(_file)}' made '{output}' of shape {string.Join('x', made)} for {places.Length} texts of {width} tokens");
            var (rows, size) = (made.Length == 3 ? width : 1, (int)made[^1]);
            for (var row = 0; row < places.Length; row++)
                take(places[row], new(numbers.AsSpan(row * rows * size, rows * size), made.Length == 3 ? Math.Max(texts[places[row]].Count, 1) : 1, size, made.Length == 3));
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    private static (float[] Numbers, long[] Shape) Numbers(OrtValue value)
    {
        var type = value.GetTensorTypeAndShape();
        return type.ElementDataType switch
        {
            TensorElementType.Float => (value.GetTensorDataAsSpan<float>().ToArray(), type.Shape),
            TensorElementType.Float16 => ([.. value.GetTensorDataAsSpan<Float16>().ToArray().Select(h => (float)h)], type.Shape),
            _ => throw new TargetException("internal", $"the graph makes numbers of type {type.ElementDataType}; expected float32 or float16"),
        };
    }
}
