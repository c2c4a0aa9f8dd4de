using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Streams;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Inference.Tests.Streams;

/// <summary>A graph that adds up what it reads: the sum so far is its state.</summary>
public sealed class StatefulGraphTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stateful").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void State_goes_from_piece_to_piece_and_each_stream_has_its_own()
    {
        using var graph = StatefulGraph.Load(Adder(), States);
        using var one = graph.Start();
        using var other = graph.Start();
        Assert.Equal(1, Read(one, 1));
        Assert.Equal(10, Read(other, 10));
        Assert.Equal(3, Read(one, 2));
        Assert.Equal(30, Read(other, 20));
    }

    [Fact]
    public void Piece_that_the_graph_refuses_leaves_the_state_as_it_was()
    {
        using var graph = StatefulGraph.Load(Adder(), States);
        using var stream = graph.Start();
        Read(stream, 5);
        var refused = Assert.Throws<TargetException>(() => stream.Read(new Dictionary<string, GraphTensor> { ["other"] = GraphTensor.Of([1f], 1) }, "sum"));
        Assert.Equal("internal", refused.Code);
        Assert.Equal(7, Read(stream, 2));
    }

    [Fact]
    public void State_that_the_graph_does_not_have_is_named_with_those_that_it_has()
    {
        var refused = Assert.Throws<ModelLoadException>(() => StatefulGraph.Load(Adder(), new Dictionary<string, string> { ["h"] = "hn" }));
        Assert.Contains("'h'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("piece, state", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_damaged_files_are_refused_by_name()
    {
        var path = Path.Combine(_folder, "none.onnx");
        Assert.Contains("none.onnx", Assert.Throws<ModelLoadException>(() => StatefulGraph.Load(path, States)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "no graph");
        Assert.Contains("none.onnx", Assert.Throws<ModelLoadException>(() => StatefulGraph.Load(path, States)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensor_whose_shape_contradicts_its_numbers_is_refused() =>
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => GraphTensor.Of([1f, 2f, 3f], 2, 2)).Message, StringComparison.Ordinal);

    private static Dictionary<string, string> States => new() { ["state"] = "stateN" };

    private static float Read(GraphReader stream, float piece) => stream.Read(new Dictionary<string, GraphTensor> { ["piece"] = GraphTensor.Of([piece], 1) }, "sum").Floats[0];

    private string Adder()
    {
        using var graph = new OnnxGraph();
        var sum = graph.Op("Add", [graph.Input("piece", OnnxType.Float, "n"), graph.Input("state", OnnxType.Float, "batch")]);
        graph.Output("sum", sum, "n");
        graph.Output("stateN", sum, "n");
        var path = Path.Combine(_folder, "adder.onnx");
        File.WriteAllBytes(path, graph.ToArray());
        return path;
    }
}
