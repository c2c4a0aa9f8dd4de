using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.Training.Onnx;

/// <summary>Builds an ONNX file node by node. Field numbers are those of onnx.proto, IR version 10, opset 21. Not thread-safe.</summary>
public sealed class OnnxGraph : IDisposable
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    private const int SmallestExternal = 1024, Alignment = 4096;

    private readonly ProtoWriter _graph = new();
    private readonly List<ProtoWriter> _weights, _inputs = [], _outputs = [];
    private readonly HashSet<string> _domains;
    private readonly OnnxGraph? _outer;
    private readonly FileStream? _data;
    private int _names;

    /// <summary>Starts a graph.</summary>
    /// <param name="dataFile">The file beside the ONNX file that takes the large weights; null to keep all inside, up to 2 GB.</param>
    public OnnxGraph(string? dataFile = null)
    {
        (_weights, _domains) = ([], []);
        _data = dataFile is null ? null : File.Create(dataFile);
    }

    private OnnxGraph(OnnxGraph outer) => (_outer, _weights, _domains) = (outer, outer._weights, outer._domains);

    /// <summary>A graph within this one, for an operator that has branches. It sees what this one has made, and its weights are kept there.</summary>
    public OnnxGraph Branch() => new(this);

    public string Input(string name, params object[] shape) => Input(name, OnnxType.Int64, shape);

    public string Input(string name, OnnxType type, params object[] shape)
    {
        _inputs.Add(Value(name, type, shape));
        return name;
    }

    /// <summary>Declares what a node made under this name as an output.</summary>
    public void Output(string name, OnnxType type, params object[] shape) => _outputs.Add(Value(name, type, shape));

    /// <summary>Gives what a node made as an output of this name.</summary>
    public void Output(string name, string from, params object[] shape)
    {
        Node("Identity", [from], [name]);
        Output(name, OnnxType.Float, shape);
    }

    public string Constant(params long[] values) => Weight<long>(OnnxType.Int64, [values.Length], values);

    /// <summary>A whole number without dimensions.</summary>
    public string Number(long value) => Weight(OnnxType.Int64, [], new ReadOnlySpan<long>(in value));

    public string Scalar(float value) => Weight(OnnxType.Float, [], new ReadOnlySpan<float>(in value));

    public string Floats(long[] shape, float[] values) => Weight<float>(OnnxType.Float, shape, values);

    public string Bytes(long[] shape, sbyte[] values) => Weight<sbyte>(OnnxType.Int8, shape, values);

    /// <summary>Keeps a weight, and gives its name.</summary>
    public string Weight<T>(OnnxType type, long[] shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (_outer is not null)
            return _outer.Weight(type, shape, values);
        var name = Name("w");
        var bytes = MemoryMarshal.AsBytes(values);
        var tensor = shape.Aggregate(new ProtoWriter(), (t, d) => t.Int(1, d)).Int(2, (int)type).Text(8, name);
        _weights.Add(_data is null || bytes.Length < SmallestExternal ? tensor.Bytes(9, bytes) : External(tensor, bytes, _data));
        return name;
    }

    public string Op(string op, string[] inputs, params (string Name, object Value)[] attributes) => Op("", op, inputs, attributes);

    public string Op(string domain, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = Name(op);
        Node(op, inputs, [output], domain, attributes);
        return output;
    }

    /// <summary>Adds a node. Attributes are whole numbers, floats, texts, lists of numbers, or branches.</summary>
    public void Node(string op, string[] inputs, string[] outputs, string domain = "", params (string Name, object Value)[] attributes)
    {
        _domains.Add(domain);
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, Name(op)).Text(4, op);
        foreach (var (name, value) in attributes)
            node.Message(5, Attribute(new ProtoWriter().Text(1, name), value));
        _graph.Message(1, domain.Length == 0 ? node : node.Text(7, domain));
    }

    /// <summary>A name that nothing else in the file has.</summary>
    public string Name(string stem) => _outer is not null ? _outer.Name(stem) : $"{stem}_{_names++}";

    public byte[] ToArray()
    {
        _data?.Flush();
        var model = new ProtoWriter().Int(1, 10).Text(2, "orchestrator").Message(7, Graph()).Message(8, new ProtoWriter().Text(1, "").Int(2, 21));
        foreach (var domain in _domains.Where(d => d.Length > 0))
            model.Message(8, new ProtoWriter().Text(1, domain).Int(2, 1));
        return model.ToArray();
    }

    /// <summary>Closes the file of large weights.</summary>
    public void Dispose() => _data?.Dispose();

    private ProtoWriter Graph()
    {
        _graph.Text(2, "graph");
        if (_outer is null)
            _weights.ForEach(w => _graph.Message(5, w));
        _inputs.ForEach(i => _graph.Message(11, i));
        _outputs.ForEach(o => _graph.Message(12, o));
        return _graph;
    }

    // On page borders the runtime maps the file instead of reading it.
    private static ProtoWriter External(ProtoWriter tensor, ReadOnlySpan<byte> bytes, FileStream data)
    {
        data.Position = (data.Position + Alignment - 1) / Alignment * Alignment;
        foreach (var (key, value) in new[] { ("location", Path.GetFileName(data.Name)), ("offset", Text(data.Position)), ("length", Text(bytes.Length)) })
            tensor.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        data.Write(bytes);
        return tensor.Int(14, 1);

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static ProtoWriter Attribute(ProtoWriter attribute, object value) => value switch
    {
        int i => attribute.Int(3, i).Int(20, 2),
        float f => attribute.Float(2, f).Int(20, 1),
        string s => attribute.Text(4, s).Int(20, 3),
        long[] list => list.Aggregate(attribute, (a, x) => a.Int(8, x)).Int(20, 7),
        OnnxGraph branch => attribute.Message(6, branch.Graph()).Int(20, 5),
        _ => throw new ArgumentException($"No ONNX attribute form for {value.GetType().Name}; expected int, float, string, long[] or a branch.", nameof(value)),
    };

    private static ProtoWriter Value(string name, OnnxType type, object[] shape)
    {
        var dims = new ProtoWriter();
        foreach (var d in shape)
            dims.Message(1, d is string symbol ? new ProtoWriter().Text(2, symbol) : new ProtoWriter().Int(1, Convert.ToInt64(d, CultureInfo.InvariantCulture)));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Int(1, (int)type).Message(2, dims)));
    }
}
