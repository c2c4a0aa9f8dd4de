using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Inference.Tests.Decoders;

/// <summary>Writes a Llama of random weights as a Hugging Face folder. Two layers, four heads of 16, two of them for keys and values.</summary>
internal sealed class TinyDecoder
{
    public const int Vocabulary = 97, Size = 64, Layers = 2, Heads = 4, KeyValueHeads = 2, Head = 16, Hidden = 96, Context = 256;

    private readonly Message _graph = new();
    private readonly List<Message> _weights = [], _inputs = [], _outputs = [];
    private readonly Random _random = new(7);
    private readonly bool _inPlace, _positions;
    private int _names;

    private TinyDecoder(bool inPlace, bool positions) => (_inPlace, _positions) = (inPlace, positions);

    /// <summary>Makes a folder.</summary>
    public static string Write(string folder, bool inPlace, bool positions = true, string file = "model.onnx", object? change = null, bool nan = false)
    {
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        var config = new Dictionary<string, object>
        {
            ["model_type"] = "llama",
            ["hidden_size"] = Size,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["num_key_value_heads"] = KeyValueHeads,
            ["vocab_size"] = Vocabulary,
            ["max_position_embeddings"] = Context,
            ["eos_token_id"] = 2,
        };
        if (change is not null)
        {
            foreach (var property in change.GetType().GetProperties())
                config[property.Name] = property.GetValue(change)!;
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
        File.WriteAllBytes(Path.Combine(folder, "onnx", file), new TinyDecoder(inPlace, positions).Build(nan));
        return folder;
    }

    private byte[] Build(bool nan)
    {
        Input("input_ids", 7, "batch", "tokens");
        Input("attention_mask", 7, "batch", "total");
        if (_positions)
            Input("position_ids", 7, "batch", "tokens");
        for (var l = 0; l < Layers; l++)
        {
            Input($"past_key_values.{l}.key", 1, "batch", KeyValueHeads, "past", Head);
            Input($"past_key_values.{l}.value", 1, "batch", KeyValueHeads, "past", Head);
        }

        var positions = _positions ? "position_ids" : PositionsFromMask();
        var (cos, sin) = Rotations();
        var (lengths, total, bias) = _inPlace ? (InPlaceLengths(), Op("Cast", [Total()], ("to", 6L)), "") : ("", "", Bias(positions));
        var table = Random(Vocabulary, Size);
        if (nan)
            table[Size * 5] = float.NaN;
        var embedding = Weight([Vocabulary, Size], table);
        var x = Op("Gather", [embedding, "input_ids"]);
        for (var l = 0; l < Layers; l++)
        {
            var norm = Norm(x);
            var (q, k, v) = (Linear(norm, Size, Heads * Head), Linear(norm, Size, KeyValueHeads * Head), Linear(norm, Size, KeyValueHeads * Head));
            var attended = _inPlace ? InPlace(l, q, k, v, lengths, total, cos, sin) : Concatenated(l, q, k, v, positions, bias, cos, sin);
            x = Op("Add", [x, Linear(attended, Heads * Head, Size)]);
            norm = Norm(x);
            var gate = Linear(norm, Size, Hidden);
            var act = Op("Mul", [Op("Mul", [gate, Op("Sigmoid", [gate])]), Linear(norm, Size, Hidden)]);
            x = Op("Add", [x, Linear(act, Hidden, Size)]);
        }

        Node("Identity", "", [Linear(Norm(x), Size, Vocabulary)], ["logits"]);
        Output("logits", "batch", "tokens", Vocabulary);
        _graph.Text(2, "tiny");
        _weights.ForEach(w => _graph.Nest(5, w));
        _inputs.ForEach(i => _graph.Nest(11, i));
        _outputs.ForEach(o => _graph.Nest(12, o));
        return new Message().Int(1, 10).Nest(7, _graph).Nest(8, new Message().Text(1, "").Int(2, 21)).Nest(8, new Message().Text(1, "com.microsoft").Int(2, 1)).ToArray();
    }

    private string Total() => Op("Gather", [Op("Shape", ["attention_mask"]), Numbers([], 1)], ("axis", 0L));

    private string InPlaceLengths() => Op("Cast", [Op("Sub", [Op("ReduceSum", ["attention_mask", Numbers([1], 1)], ("keepdims", 1L)), Numbers([1], 1)])], ("to", 6L));

    private string PositionsFromMask()
    {
        var count = Op("Gather", [Op("Shape", ["input_ids"]), Numbers([], 1)], ("axis", 0L));
        return Op("Unsqueeze", [Op("Range", [Op("Sub", [Total(), count]), Total(), Numbers([], 1)]), Numbers([1], 0)]);
    }

    private (string Cos, string Sin) Rotations()
    {
        var (cos, sin) = (new float[Context * Head / 2], new float[Context * Head / 2]);
        for (var i = 0; i < cos.Length; i++)
        {
            var angle = i / (Head / 2) / Math.Pow(10000, 2.0 * (i % (Head / 2)) / Head);
            (cos[i], sin[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (Weight([Context, Head / 2], cos), Weight([Context, Head / 2], sin));
    }

    private string Bias(string positions)
    {
        var keys = Op("Range", [Numbers([], 0), Total(), Numbers([], 1)]);
        return Op("Where", [Op("LessOrEqual", [keys, Op("Unsqueeze", [positions, Numbers([2], 1, 3)])]), Weight([], [0]), Weight([], [-1e9f])]);
    }

    private string InPlace(int l, string q, string k, string v, string lengths, string total, string cos, string sin)
    {
        var output = Name("attention");
        Node("GroupQueryAttention", "com.microsoft", [q, k, v, $"past_key_values.{l}.key", $"past_key_values.{l}.value", lengths, total, cos, sin],
            [output, $"present.{l}.key", $"present.{l}.value"], ("num_heads", (long)Heads), ("kv_num_heads", (long)KeyValueHeads), ("do_rotary", 1L));
        Presents(l);
        return output;
    }

    private string Concatenated(int l, string q, string k, string v, string positions, string bias, string cos, string sin)
    {
        string Split(string t, int heads) => Op("Transpose", [Op("Reshape", [t, Numbers([4], 0, 0, heads, Head)])], ("perm", new long[] { 0, 2, 1, 3 }));
        string Rotate(string t)
        {
            var output = Name("rotated");
            Node("RotaryEmbedding", "com.microsoft", [t, positions, cos, sin], [output]);
            return output;
        }

        Node("Concat", "", [$"past_key_values.{l}.key", Rotate(Split(k, KeyValueHeads))], [$"present.{l}.key"], ("axis", 2L));
        Node("Concat", "", [$"past_key_values.{l}.value", Split(v, KeyValueHeads)], [$"present.{l}.value"], ("axis", 2L));
        Presents(l);
        string Repeat(string t) => Op("Reshape", [Op("Expand", [Op("Unsqueeze", [t, Numbers([1], 2)]), Numbers([5], 1, 1, Heads / KeyValueHeads, 1, 1)]), Numbers([4], 0, Heads, -1, Head)]);
        var scores = Op("MatMul", [Rotate(Split(q, Heads)), Op("Transpose", [Repeat($"present.{l}.key")], ("perm", new long[] { 0, 1, 3, 2 }))]);
        var weights = Op("Softmax", [Op("Add", [Op("Mul", [scores, Weight([], [1f / MathF.Sqrt(Head)])]), bias])], ("axis", -1L));
        return Op("Reshape", [Op("Transpose", [Op("MatMul", [weights, Repeat($"present.{l}.value")])], ("perm", new long[] { 0, 2, 1, 3 })), Numbers([3], 0, 0, Heads * Head)]);
    }

    private void Presents(int l)
    {
        Output($"present.{l}.key", "batch", KeyValueHeads, "total", Head);
        Output($"present.{l}.value", "batch", KeyValueHeads, "total", Head);
    }

    private string Linear(string input, int rows, int columns) => Op("MatMul", [input, Weight([rows, columns], Random(rows, columns))]);

    private string Norm(string input) =>
        Op("SimplifiedLayerNormalization", [input, Weight([Size], [.. Enumerable.Repeat(1f, Size)])], ("axis", -1L), ("epsilon", 1e-5f), ("stash_type", 1L));

    private float[] Random(int rows, int columns) => [.. Enumerable.Range(0, rows * columns).Select(_ => (_random.NextSingle() * 2 - 1) * 1.7f / MathF.Sqrt(rows))];

    private string Weight(long[] shape, float[] values) => Tensor(1, shape, MemoryMarshal.AsBytes(values.AsSpan()));

    private string Numbers(long[] shape, params long[] values) => Tensor(7, shape.Length == 0 ? [] : [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    private string Tensor(int type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var name = Name("weight");
        _weights.Add(shape.Aggregate(new Message(), (t, d) => t.Int(1, d)).Int(2, type).Text(8, name).Bytes(9, bytes));
        return name;
    }

    private string Op(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = Name(op);
        Node(op, "", inputs, [output], attributes);
        return output;
    }

    private void Node(string op, string domain, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new Message();
        Array.ForEach(inputs, i => node.Text(1, i));
        Array.ForEach(outputs, o => node.Text(2, o));
        node.Text(4, op).Text(7, domain);
        foreach (var (name, value) in attributes)
        {
            var attribute = new Message().Text(1, name);
            node.Nest(5, value switch
            {
                long number => attribute.Int(3, number).Int(20, 2),
                float number => attribute.Float(2, number).Int(20, 1),
                _ => ((long[])value).Aggregate(attribute, (a, n) => a.Int(8, n)).Int(20, 7),
            });
        }

        _graph.Nest(1, node);
    }

    private void Input(string name, int type, params object[] shape) => _inputs.Add(Value(name, type, shape));

    private void Output(string name, params object[] shape) => _outputs.Add(Value(name, 1, shape));

    private static Message Value(string name, int type, object[] shape)
    {
        var dims = new Message();
        foreach (var d in shape)
            dims.Nest(1, d is string symbol ? new Message().Text(2, symbol) : new Message().Int(1, (int)d));
        return new Message().Text(1, name).Nest(2, new Message().Nest(1, new Message().Int(1, type).Nest(2, dims)));
    }

    private string Name(string stem) => $"{stem}_{_names++}";

    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public byte[] ToArray() => _bytes.ToArray();

        public Message Int(int field, long value) => Varint((ulong)(field << 3)).Varint((ulong)value);

        public Message Float(int field, float value)
        {
            Varint((ulong)((field << 3) | 5));
            _bytes.Write(BitConverter.GetBytes(value));
            return this;
        }

        public Message Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint((ulong)((field << 3) | 2)).Varint((ulong)value.Length);
            _bytes.Write(value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Nest(int field, Message value) => Bytes(field, value._bytes.ToArray());

        private Message Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
            return this;
        }
    }
}
