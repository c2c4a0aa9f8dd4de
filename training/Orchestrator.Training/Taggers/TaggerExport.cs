using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Onnx;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>Writes a trained tagger as ONNX, its weights in 8 or fewer bits, those of words in 4: a scale a row for embeddings, a scale an output channel for the rest.</summary>
internal sealed class TaggerExport
{
    /// <summary>At least the numbers of a row, so that a row has one scale.</summary>
    private const int WordBlock = 128;

    private readonly OnnxGraph _graph = new();
    private readonly TrainedWeights _weights;
    private readonly int _width, _heads;
    private readonly float _steps;
    private readonly bool _halves;

    private TaggerExport(TrainedWeights weights, int bits, int wordBits)
    {
        _halves = bits == 8 && wordBits == 4;
        (_weights, _width, _heads) = (weights, weights.Size("width"), weights.Size("heads"));
        _steps = bits == 32 ? 0 : (1 << (bits - 1)) - 1;
    }

    /// <param name="weights">The weights.</param>
    /// <param name="plan">What the outputs are.</param>
    /// <param name="bits">8 for what ships; 4 and 32 to measure what it costs.</param>
    /// <param name="wordBits">4 for what ships, two to a byte; 8 to measure what it costs. Counts where <paramref name="bits"/> is 8.</param>
    public static byte[] Write(TrainedWeights weights, TaggerPlan plan, int bits = 8, int wordBits = 4) => new TaggerExport(weights, bits, wordBits).Build(plan);

    private byte[] Build(TaggerPlan plan)
    {
        var h = Linear(Embed(_graph.Input("ids", "tokens", TokenFeatures.PerToken), plan), "project");
        for (var i = 0; _weights.Has($"blocks.{i}.norm.weight"); i++)
        {
            h = _graph.Op("Add", [h, Convolve(Norm(h, $"blocks.{i}.norm"), $"blocks.{i}")]);
            if (_weights.Has($"attentions.{i}.norm.weight"))
                h = _graph.Op("Add", [h, Attend(Norm(h, $"attentions.{i}.norm"), $"attentions.{i}")]);
        }

        var f = Norm(h, "norm");
        var axis = _graph.Constant(0);
        var pooled = _graph.Op("Concat", [_graph.Op("ReduceMax", [f, axis], ("keepdims", 1)), _graph.Op("ReduceMean", [f, axis], ("keepdims", 1))], ("axis", 1));
        _graph.Output("intent", Linear(pooled, "intent"), 1, plan.Labels.Intents.Count);
        if (plan.Labels.Tags.Count > 0)
            _graph.Output("slots", Linear(_graph.Op("Add", [f, Linear(pooled, "context")]), "slots"), "tokens", plan.Labels.Tags.Count);
        return _graph.ToArray();
    }

    /// <summary>The word's own row beside the mean of the rows of its runs.</summary>
    private string Embed(string ids, TaggerPlan plan)
    {
        var size = _weights.Size("embedding");
        var rows = _weights["embedding.weight"];
        rows.AsSpan(0, size).Clear();
        string Row(string at)
        {
            if (_steps == 0)
                return _graph.Op("Gather", [_table ??= _graph.Floats([plan.Buckets, size], rows), at]);
            if (_halves)
            {
                if (_table is null)
                    (_table, _scales) = Halves(rows, plan.Buckets, size);
                return _graph.Op(OnnxGraph.Microsoft, "GatherBlockQuantized", [_table, at, _scales!], ("gather_axis", 0), ("quantize_axis", 1), ("block_size", WordBlock), ("bits", 4));
            }

            if (_table is null)
            {
                var (bytes, scales) = Quantise(rows, plan.Buckets, size);
                (_table, _scales) = (_graph.Bytes([plan.Buckets, size], bytes), _graph.Floats([plan.Buckets, 1], scales));
            }

            return _graph.Op("Mul", [_graph.Op("Cast", [_graph.Op("Gather", [_table, at])], ("to", 1)), _graph.Op("Gather", [_scales!, at])]);
        }

        var axis = _graph.Constant(1);
        var word = Row(_graph.Op("Squeeze", [_graph.Op("Slice", [ids, _graph.Constant(0), _graph.Constant(1), axis]), axis]));
        var runs = _graph.Op("Slice", [ids, _graph.Constant(1), _graph.Constant(TokenFeatures.PerToken), axis]);
        var used = _graph.Op("Cast", [_graph.Op("Cast", [runs], ("to", 9))], ("to", 1));
        var count = _graph.Op("Max", [_graph.Op("ReduceSum", [used, axis], ("keepdims", 1)), _graph.Scalar(1)]);
        return _graph.Op("Concat", [word, _graph.Op("Div", [_graph.Op("ReduceSum", [Row(runs), axis], ("keepdims", 0)), count])], ("axis", 1));
    }

    private string? _table, _scales;

    /// <summary>Two numbers to a byte, eight in the middle; the largest of a row goes to the end of the range that has one step more.</summary>
    private (string Table, string Scales) Halves(float[] values, int rows, int columns)
    {
        var (bytes, scales) = (new byte[rows * columns / 2], new float[rows]);
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * columns, columns);
            var largest = 1e-9f;
            foreach (var x in row)
                largest = MathF.Abs(x) > MathF.Abs(largest) ? x : largest;
            scales[r] = largest / -8;
            for (var c = 0; c < columns; c++)
                bytes[((r * columns) + c) / 2] |= (byte)(Math.Clamp((int)MathF.Round(row[c] / scales[r]) + 8, 0, 15) << (c % 2 * 4));
        }

        return (_graph.Weight<byte>(OnnxType.UInt8, [rows, columns / 2], bytes), _graph.Floats([rows, 1], scales));
    }

    private string Convolve(string x, string name)
    {
        var (inner, values) = ((int)_weights.Shape(name + ".spread.weight")[0], _weights[name + ".spread.weight"]);
        long[] shape = [inner, _width, 3];
        string weight;
        if (_steps == 0)
        {
            weight = _graph.Floats(shape, values);
        }
        else
        {
            var (bytes, scales) = Quantise(values, inner, _width * 3);
            weight = _graph.Op("DequantizeLinear", [_graph.Bytes(shape, bytes), _graph.Floats([inner], scales)], ("axis", 0));
        }

        var rows = _graph.Op("Unsqueeze", [_graph.Op("Transpose", [x], ("perm", new long[] { 1, 0 })), _graph.Constant(0)]);
        var y = _graph.Op("Conv", [rows, weight, _graph.Floats([inner], _weights[name + ".spread.bias"])], ("pads", new long[] { 1, 1 }), ("kernel_shape", new long[] { 3 }));
        return Linear(_graph.Op("Transpose", [_graph.Op("Squeeze", [_graph.Op("Relu", [y]), _graph.Constant(0)])], ("perm", new long[] { 1, 0 })), name + ".gather");
    }

    private string Attend(string x, string name)
    {
        var each = _width / _heads;
        string Split(string part, params long[] order) =>
            _graph.Op("Transpose", [_graph.Op("Reshape", [Linear(x, $"{name}.{part}"), _graph.Constant(-1, _heads, each)])], ("perm", order));
        var scores = _graph.Op("Mul", [_graph.Op("MatMul", [Split("query", 1, 0, 2), Split("key", 1, 2, 0)]), _graph.Scalar((float)(1 / Math.Sqrt(each)))]);
        var mixed = _graph.Op("MatMul", [_graph.Op("Softmax", [scores], ("axis", -1)), Split("value", 1, 0, 2)]);
        return Linear(_graph.Op("Reshape", [_graph.Op("Transpose", [mixed], ("perm", new long[] { 1, 0, 2 })), _graph.Constant(-1, _width)]), name + ".mix");
    }

    private string Norm(string x, string name) => _graph.Op("LayerNormalization",
        [x, _graph.Floats([_width], _weights[name + ".weight"]), _graph.Floats([_width], _weights[name + ".bias"])], ("axis", -1), ("epsilon", 1e-5f));

    private string Linear(string x, string name)
    {
        var (outputs, inputs) = ((int)_weights.Shape(name + ".weight")[0], (int)_weights.Shape(name + ".weight")[1]);
        var values = _weights[name + ".weight"];
        string weight;
        if (_steps > 0)
        {
            var (bytes, scales) = Quantise(values, outputs, inputs);
            weight = _graph.Op("DequantizeLinear", [_graph.Bytes([inputs, outputs], Turned(bytes, outputs, inputs)), _graph.Floats([outputs], scales)], ("axis", 1));
        }
        else
        {
            weight = _graph.Floats([inputs, outputs], Turned(values, outputs, inputs));
        }

        return _graph.Op("Add", [_graph.Op("MatMul", [x, weight]), _graph.Floats([outputs], _weights[name + ".bias"])]);
    }

    private static T[] Turned<T>(T[] values, int rows, int columns)
    {
        var turned = new T[values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                turned[(c * rows) + r] = values[(r * columns) + c];
        }

        return turned;
    }

    private (sbyte[] Bytes, float[] Scales) Quantise(float[] values, int rows, int columns)
    {
        var bytes = new sbyte[values.Length];
        var scales = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * columns, columns);
            var largest = 1e-9f;
            foreach (var x in row)
                largest = Math.Max(largest, Math.Abs(x));
            scales[r] = largest / _steps;
            for (var c = 0; c < columns; c++)
                bytes[(r * columns) + c] = (sbyte)MathF.Round(row[c] / scales[r]);
        }

        return (bytes, scales);
    }
}
