namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Attention of plain ONNX operators with a concatenated cache, as exporters trace it.</summary>
internal sealed class PlainAttention : IAttention
{
    private readonly OnnxGraph _graph;
    private readonly DecoderShape _shape;
    private readonly OnnxType _type;
    private readonly bool _cached;
    private readonly string _cos, _sin, _bias;

    public PlainAttention(OnnxGraph graph, DecoderShape shape, OnnxType type, string positions, (string Cos, string Sin) rotations, bool cached)
    {
        (_graph, _shape, _type, _cached) = (graph, shape, type, cached);
        _cos = graph.Op("Unsqueeze", [graph.Op("Gather", [rotations.Cos, positions]), graph.Constant(1)]);
        _sin = graph.Op("Unsqueeze", [graph.Op("Gather", [rotations.Sin, positions]), graph.Constant(1)]);

        // Keys have positions from 0 on; those behind the query's own are out of its sight.
        var keys = graph.Op("Range", [graph.Number(0), Attention.Total(graph), graph.Number(1)]);
        var seen = graph.Op("LessOrEqual", [keys, graph.Op("Unsqueeze", [positions, graph.Constant(1, 3)])]);
        _bias = graph.Op("Where", [seen, Scalar(0), Scalar(type == OnnxType.Half ? -65504 : -1e9f)]);
    }

    public string Attend(int layer, string prefix, string query, string key, string value)
    {
        var (present, kept) = ($"{prefix}present.{layer}.key", $"{prefix}present.{layer}.value");
        Keep(layer, "key", Turn(Split(key, _shape.KeyValueHeads)), present);
        Keep(layer, "value", Split(value, _shape.KeyValueHeads), kept);
        var scores = _graph.Op("MatMul", [Turn(Split(query, _shape.Heads)), _graph.Op("Transpose", [Repeat(present)], ("perm", new long[] { 0, 1, 3, 2 }))]);
        scores = _graph.Op("Add", [_graph.Op("Mul", [scores, Scalar(1f / MathF.Sqrt(_shape.Head))]), _bias]);
        var attended = _graph.Op("MatMul", [_graph.Op("Softmax", [scores], ("axis", -1)), Repeat(kept)]);
        return _graph.Op("Reshape", [_graph.Op("Transpose", [attended], ("perm", new long[] { 0, 2, 1, 3 })), _graph.Constant(0, 0, _shape.Heads * _shape.Head)]);
    }

    public string Fused(int layer, string prefix, string all)
    {
        var (query, key, value, others) = (_graph.Name("query"), _graph.Name("key"), _graph.Name("value"), _shape.KeyValueHeads * _shape.Head);
        _graph.Node("Split", [all, _graph.Constant(_shape.Heads * _shape.Head, others, others)], [query, key, value], "", ("axis", -1));
        return Attend(layer, prefix, query, key, value);
    }

    private void Keep(int layer, string part, string now, string present)
    {
        if (_cached)
            _graph.Node("Concat", [$"past_key_values.{layer}.{part}", now], [present], "", ("axis", 2));
        else
            _graph.Node("Identity", [now], [present]);
    }

    private string Split(string t, int heads) =>
        _graph.Op("Transpose", [_graph.Op("Reshape", [t, _graph.Constant(0, 0, heads, _shape.Head)])], ("perm", new long[] { 0, 2, 1, 3 }));

    private string Turn(string t)
    {
        var (left, right) = (_graph.Name("left"), _graph.Name("right"));
        _graph.Node("Split", [t], [left, right], "", ("axis", -1), ("num_outputs", 2));
        var turned = _graph.Op("Concat", [_graph.Op("Neg", [right]), left], ("axis", -1));
        return _graph.Op("Add", [_graph.Op("Mul", [t, _cos]), _graph.Op("Mul", [turned, _sin])]);
    }

    private string Repeat(string t)
    {
        var times = _shape.Heads / _shape.KeyValueHeads;
        if (times == 1)
            return t;
        var wide = _graph.Op("Expand", [_graph.Op("Unsqueeze", [t, _graph.Constant(2)]), _graph.Constant(1, 1, times, 1, 1)]);
        return _graph.Op("Reshape", [wide, _graph.Constant(0, _shape.Heads, -1, _shape.Head)]);
    }

    private string Scalar(float value) => _type == OnnxType.Half
        ? _graph.Weight<Half>(OnnxType.Half, [], [(Half)value])
        : _graph.Scalar(value);
}
