using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Orchestrator.Training.Taggers;

/// <summary>Writes the network as ONNX with int8 weights: a scale a row for embeddings, a scale an output channel for the rest.</summary>
internal sealed class TaggerExport
{
    readonly OnnxGraph _graph = new();
    readonly TaggerNetwork _network;

    TaggerExport(TaggerNetwork network) => _network = network;

    public static byte[] Write(TaggerNetwork network, TaggerPlan plan) => new TaggerExport(network).Build(plan);

    byte[] Build(TaggerPlan plan)
    {
        var h = Linear(Embed(_graph.Input("ids", "tokens", TokenFeatures.PerToken), plan), _network.Project);
        for (var i = 0; i < TaggerNetwork.Layers; i++)
            h = _graph.Op("Add", [h, Convolve(Norm(h, _network.Norms[i]), _network.Convolutions[i])]);
        h = _graph.Op("Add", [h, Attend(Norm(h, _network.AttentionNorm))]);
        var f = Norm(h, _network.FinalNorm);
        var axis = _graph.Constant(0);
        var pooled = _graph.Op("Concat", [_graph.Op("ReduceMax", [f, axis], ("keepdims", 1)), _graph.Op("ReduceMean", [f, axis], ("keepdims", 1))], ("axis", 1));
        _graph.Output("intent", Linear(pooled, _network.Intent), 1, plan.Labels.Intents.Count);
        if (_network.Slot is not null)
            _graph.Output("slots", Linear(f, _network.Slot), "tokens", plan.Labels.Tags.Count);
        return _graph.ToArray();
    }

    string Embed(string ids, TaggerPlan plan)
    {
        var rows = Values(_network.Embedding.weight!);
        rows.AsSpan(0, plan.Embedding).Clear();
        var (bytes, scales) = Quantise(rows, plan.Buckets, plan.Embedding);
        var row = _graph.Op("Cast", [_graph.Op("Gather", [_graph.Bytes([plan.Buckets, plan.Embedding], bytes), ids])], ("to", 1));
        var scaled = _graph.Op("Mul", [row, _graph.Op("Gather", [_graph.Floats([plan.Buckets, 1], scales), ids])]);
        var axis = _graph.Constant(1);
        var used = _graph.Op("Cast", [_graph.Op("Cast", [ids], ("to", 9))], ("to", 1));
        // A token always has its word's feature; the largest of count and 1 only mirrors training.
        var count = _graph.Op("Max", [_graph.Op("ReduceSum", [used, axis], ("keepdims", 1)), _graph.Scalar(1)]);
        return _graph.Op("Div", [_graph.Op("ReduceSum", [scaled, axis], ("keepdims", 0)), count]);
    }

    string Convolve(string x, Conv1d layer)
    {
        var width = TaggerNetwork.Width;
        var (bytes, scales) = Quantise(Values(layer.weight!), width, width * 3);
        var weight = _graph.Op("DequantizeLinear", [_graph.Bytes([width, width, 3], bytes), _graph.Floats([width], scales)], ("axis", 0));
        var rows = _graph.Op("Unsqueeze", [_graph.Op("Transpose", [x], ("perm", new long[] { 1, 0 })), _graph.Constant(0)]);
        var y = _graph.Op("Conv", [rows, weight, _graph.Floats([width], Values(layer.bias!))], ("pads", new long[] { 1, 1 }), ("kernel_shape", new long[] { 3 }));
        return _graph.Op("Transpose", [_graph.Op("Squeeze", [_graph.Op("Relu", [y]), _graph.Constant(0)])], ("perm", new long[] { 1, 0 }));
    }

    string Attend(string x)
    {
        const int Heads = TaggerNetwork.AttentionHeads, Each = TaggerNetwork.Width / TaggerNetwork.AttentionHeads;
        string Split(Linear layer, params long[] order) =>
            _graph.Op("Transpose", [_graph.Op("Reshape", [Linear(x, layer), _graph.Constant(-1, Heads, Each)])], ("perm", order));
        var scores = _graph.Op("Mul", [_graph.Op("MatMul", [Split(_network.Query, 1, 0, 2), Split(_network.Key, 1, 2, 0)]), _graph.Scalar((float)(1 / Math.Sqrt(Each)))]);
        var mixed = _graph.Op("MatMul", [_graph.Op("Softmax", [scores], ("axis", -1)), Split(_network.Value, 1, 0, 2)]);
        return Linear(_graph.Op("Reshape", [_graph.Op("Transpose", [mixed], ("perm", new long[] { 1, 0, 2 })), _graph.Constant(-1, TaggerNetwork.Width)]), _network.Mix);
    }

    string Norm(string x, LayerNorm layer) => _graph.Op("LayerNormalization",
        [x, _graph.Floats([TaggerNetwork.Width], Values(layer.weight!)), _graph.Floats([TaggerNetwork.Width], Values(layer.bias!))], ("axis", -1), ("epsilon", 1e-5f));

    string Linear(string x, Linear layer)
    {
        var (outputs, inputs) = (layer.weight!.shape[0], layer.weight.shape[1]);
        var (bytes, scales) = Quantise(Values(layer.weight), (int)outputs, (int)inputs);
        var turned = new sbyte[bytes.Length];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
                turned[(i * outputs) + o] = bytes[(o * inputs) + i];
        }

        var weight = _graph.Op("DequantizeLinear", [_graph.Bytes([inputs, outputs], turned), _graph.Floats([outputs], scales)], ("axis", 1));
        return _graph.Op("Add", [_graph.Op("MatMul", [x, weight]), _graph.Floats([outputs], Values(layer.bias!))]);
    }

    static (sbyte[] Bytes, float[] Scales) Quantise(float[] values, int rows, int columns)
    {
        var bytes = new sbyte[values.Length];
        var scales = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * columns, columns);
            var largest = 1e-9f;
            foreach (var x in row)
                largest = Math.Max(largest, Math.Abs(x));
            scales[r] = largest / 127;
            for (var c = 0; c < columns; c++)
                bytes[(r * columns) + c] = (sbyte)MathF.Round(row[c] / scales[r]);
        }

        return (bytes, scales);
    }

    static float[] Values(Tensor tensor) => [.. tensor.detach().contiguous().data<float>()];
}
