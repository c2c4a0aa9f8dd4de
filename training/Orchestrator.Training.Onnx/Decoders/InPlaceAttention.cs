namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>GroupQueryAttention, which turns, keeps and attends in one operator.</summary>
internal sealed class InPlaceAttention : IAttention
{
    private readonly OnnxGraph _graph;
    private readonly DecoderShape _shape;
    private readonly (string Cos, string Sin) _rotations;
    private readonly string _lengths, _total;

    public InPlaceAttention(OnnxGraph graph, DecoderShape shape, (string Cos, string Sin) rotations)
    {
        (_graph, _shape, _rotations) = (graph, shape, rotations);
        var sum = graph.Op("ReduceSum", ["attention_mask", graph.Constant(1)], ("keepdims", 1));
        _lengths = graph.Op("Cast", [graph.Op("Sub", [sum, graph.Constant(1)])], ("to", (int)OnnxType.Int32));
        _total = graph.Op("Cast", [Attention.Total(graph)], ("to", (int)OnnxType.Int32));
    }

    public string Attend(int layer, string prefix, string query, string key, string value)
    {
        var output = _graph.Name("attended");
        _graph.Node(
            "GroupQueryAttention",
            [query, key, value, $"past_key_values.{layer}.key", $"past_key_values.{layer}.value", _lengths, _total, _rotations.Cos, _rotations.Sin],
            [output, $"{prefix}present.{layer}.key", $"{prefix}present.{layer}.value"],
            OnnxGraph.Microsoft,
            ("num_heads", _shape.Heads), ("kv_num_heads", _shape.KeyValueHeads), ("do_rotary", 1), ("scale", 1f / MathF.Sqrt(_shape.Head)));
        return output;
    }

    public string Fused(int layer, string prefix, string all) => Attend(layer, prefix, all, "", "");
}
