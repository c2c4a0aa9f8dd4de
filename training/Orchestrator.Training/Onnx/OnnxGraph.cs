using System.Runtime.InteropServices;

namespace Orchestrator.Training.Onnx;

/// <summary>Builds an ONNX file node by node. Field numbers are those of onnx.proto, IR version 10, opset 21.</summary>
internal sealed class OnnxGraph
{
    const int FloatType = 1, Int8Type = 3, Int64Type = 7;
    readonly ProtoWriter _graph = new();
    readonly List<ProtoWriter> _weights = [], _inputs = [], _outputs = [];
    int _names;

    public string Input(string name, params object[] shape)
    {
        _inputs.Add(Value(name, Int64Type, shape));
        return name;
    }

    public void Output(string name, string from, params object[] shape)
    {
        Node("Identity", [from], name);
        _outputs.Add(Value(name, FloatType, shape));
    }

    public string Constant(params long[] values) => Weight(Int64Type, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    public string Scalar(float value) => Weight(FloatType, [], MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)));

    public string Floats(long[] shape, float[] values) => Weight(FloatType, shape, MemoryMarshal.AsBytes(values.AsSpan()));

    public string Bytes(long[] shape, sbyte[] values) => Weight(Int8Type, shape, MemoryMarshal.AsBytes(values.AsSpan()));

    public string Op(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = Name(op);
        Node(op, inputs, output, attributes);
        return output;
    }

    public byte[] ToArray()
    {
        _graph.Text(2, "tagger");
        _weights.ForEach(w => _graph.Message(5, w));
        _inputs.ForEach(i => _graph.Message(11, i));
        _outputs.ForEach(o => _graph.Message(12, o));
        return new ProtoWriter().Int(1, 10).Text(2, "orchestrator").Message(7, _graph).Message(8, new ProtoWriter().Text(1, "").Int(2, 21)).ToArray();
    }

    void Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(3, Name(op)).Text(4, op);
        foreach (var (name, value) in attributes)
            node.Message(5, Attribute(new ProtoWriter().Text(1, name), value));
        _graph.Message(1, node);
    }

    static ProtoWriter Attribute(ProtoWriter attribute, object value) => value switch
    {
        int i => attribute.Int(3, i).Int(20, 2),
        float f => attribute.Float(2, f).Int(20, 1),
        long[] list => list.Aggregate(attribute, (a, x) => a.Int(8, x)).Int(20, 7),
        _ => throw new ArgumentException($"No ONNX attribute form for {value.GetType().Name}; expected int, float or long[].", nameof(value)),
    };

    string Weight(int type, long[] shape, ReadOnlySpan<byte> values)
    {
        var name = Name("w");
        var tensor = shape.Aggregate(new ProtoWriter(), (t, d) => t.Int(1, d)).Int(2, type).Text(8, name).Bytes(9, values);
        _weights.Add(tensor);
        return name;
    }

    string Name(string stem) => $"{stem}_{_names++}";

    static ProtoWriter Value(string name, int type, object[] shape)
    {
        var dims = new ProtoWriter();
        foreach (var d in shape)
            dims.Message(1, d is string symbol ? new ProtoWriter().Text(2, symbol) : new ProtoWriter().Int(1, Convert.ToInt64(d)));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Int(1, type).Message(2, dims)));
    }
}
