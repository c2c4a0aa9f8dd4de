using Microsoft.ML.OnnxRuntime;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Inference.Streams;

/// <summary>One stream that a graph reads, with its state. Of one caller at a time.</summary>
public sealed class GraphReader : IDisposable
{
    private readonly StatefulGraph _graph;
    private readonly IReadOnlyList<(string Input, string Output, long[] Shape)> _states;
    private readonly Dictionary<string, OrtValue> _state;
    private readonly RunOptions _run = new();

    internal GraphReader(StatefulGraph graph, IReadOnlyList<(string Input, string Output, long[] Shape)> states)
    {
        (_graph, _states) = (graph, states);
        _state = states.ToDictionary(s => s.Input, s => GraphTensor.Of(new float[s.Shape.Aggregate(1L, (a, d) => a * d)], s.Shape).ToValue(), StringComparer.Ordinal);
    }

    /// <summary>Reads a piece, and keeps the state for the next.</summary>
    /// <param name="inputs">Every input of the graph that is no state.</param>
    /// <param name="output">The output that is wanted, of 32-bit floats.</param>
    /// <exception cref="TargetException"><c>internal</c>: the graph refused the inputs or failed; the state is as it was before.</exception>
    public GraphTensor Read(IReadOnlyDictionary<string, GraphTensor> inputs, string output)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var given = inputs.Select(i => (i.Key, Value: i.Value.ToValue())).ToList();
        try
        {
            var names = given.Select(g => g.Key).Concat(_states.Select(s => s.Input)).ToList();
            var values = given.Select(g => g.Value).Concat(_states.Select(s => _state[s.Input])).ToList();
            using var made = _graph.Session.Run(_run, names, values, [output, .. _states.Select(s => s.Output)]);
            var shape = made[0].GetTensorTypeAndShape().Shape;
            var wanted = GraphTensor.Of(made[0].GetTensorDataAsSpan<float>().ToArray(), shape);
            Keep(made);
            return wanted;
        }
        catch (OnnxRuntimeException e)
        {
            throw new TargetException("internal", $"the graph cannot read this piece: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        finally
        {
            foreach (var (_, value) in given)
                value.Dispose();
        }
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var value in _state.Values)
            value.Dispose();
        _run.Dispose();
    }

    // What a run made is freed with its collection, and the state lives on.
    private void Keep(IDisposableReadOnlyCollection<OrtValue> made)
    {
        var fresh = _states.Select((s, i) => (s.Input, Copy: CopyOf(made[i + 1]))).ToList();
        foreach (var (input, copy) in fresh)
        {
            _state[input].Dispose();
            _state[input] = copy;
        }
    }

    private static OrtValue CopyOf(OrtValue value) => GraphTensor.Of(value.GetTensorDataAsSpan<float>().ToArray(), value.GetTensorTypeAndShape().Shape).ToValue();
}
