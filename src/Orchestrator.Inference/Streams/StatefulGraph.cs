using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Streams;

/// <summary>
/// A graph that reads a stream piece by piece and carries a state from each piece to the next, such as a detector of voices. It reads no
/// text and decides no turn: it is for what stands before one, in an application's own process. Thread-safe.
/// </summary>
public sealed class StatefulGraph : IDisposable
{
    private readonly IReadOnlyList<(string Input, string Output, long[] Shape)> _states;

    private StatefulGraph(InferenceSession session, IReadOnlyList<(string, string, long[])> states) => (Session, _states) = (session, states);

    internal InferenceSession Session { get; }

    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="states">Which output is the state that an input takes next; a state begins as zeros, in one row where its shape leaves that open.</param>
    /// <param name="threads">How many threads a piece may use, 1 or more.</param>
    /// <exception cref="ModelLoadException">The file is missing, ONNX Runtime refuses it, or it has no such state.</exception>
    public static StatefulGraph Load(string file, IReadOnlyDictionary<string, string> states, int threads = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (!File.Exists(file))
            throw new ModelLoadException($"'{file}' is missing. Name the graph's ONNX file.");
        InferenceSession? session = null;
        try
        {
            using var settings = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new(file, settings);
            return new(session, [.. states.Select(s => (s.Key, s.Value, ShapeOf(session, s.Key, s.Value, file)))]);
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is OnnxRuntimeException or OutOfMemoryException)
                throw new ModelLoadException($"ONNX Runtime cannot load '{file}': {e.Message.ReplaceLineEndings(" ")}. Download the file again, or take another.", e);
            throw;
        }
    }

    /// <summary>Begins a stream, its state all zeros.</summary>
    public GraphReader Start() => new(this, _states);

    /// <summary>Frees the graph. Its streams must have ended.</summary>
    public void Dispose() => Session.Dispose();

    private static long[] ShapeOf(InferenceSession session, string input, string output, string file)
    {
        if (!session.InputMetadata.TryGetValue(input, out var takes) || !session.OutputMetadata.TryGetValue(output, out var gives))
            throw new ModelLoadException($"'{file}' was expected to have the input '{input}' and the output '{output}', and has the inputs {string.Join(", ", session.InputNames)} and the outputs {string.Join(", ", session.OutputNames)}. Name the state as the graph does.");
        if (takes.ElementDataType != TensorElementType.Float || gives.ElementDataType != TensorElementType.Float)
            throw new ModelLoadException($"The state '{input}' of '{file}' is {takes.ElementDataType} and comes as {gives.ElementDataType}; states are 32-bit floats. Take another export of the graph.");
        return [.. takes.Dimensions.Select(d => d < 0 ? 1L : d)];
    }
}
