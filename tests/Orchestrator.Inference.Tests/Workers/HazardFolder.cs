using Orchestrator.Inference.Tests.Chat;
using Orchestrator.Inference.Tests.Decoders;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Inference.Tests.Workers;

/// <summary>A chatting folder whose graph does harm at certain letters: it loops for ever at <c>L</c>, and takes ever so much memory at <c>M</c>.</summary>
internal static class HazardFolder
{
    private const int Vocabulary = TinyDecoder.Vocabulary, Size = 8;

    public static string Write(string folder)
    {
        TinyChat.Write(folder);
        TinyDecoder.Write(folder, inPlace: true, change: new { num_hidden_layers = 1, num_key_value_heads = 1, num_attention_heads = 1, hidden_size = Size, head_dim = Size });
        using var graph = new OnnxGraph();
        graph.Input("input_ids", "batch", "tokens");
        graph.Input("attention_mask", "batch", "total");
        foreach (var part in new[] { "key", "value" })
            graph.Input($"past_key_values.0.{part}", OnnxType.Float, "batch", 1, "past", Size);
        var tokens = graph.Op("Gather", [graph.Op("Shape", ["input_ids"]), graph.Constant(1)]);
        var fresh = graph.Op("ConstantOfShape", [graph.Op("Concat", [graph.Constant(1, 1), tokens, graph.Constant(Size)], ("axis", 0))]);
        foreach (var part in new[] { "key", "value" })
        {
            graph.Node("Concat", [$"past_key_values.0.{part}", fresh], [$"present.0.{part}"], "", ("axis", 2));
            graph.Output($"present.0.{part}", OnnxType.Float, "batch", 1, "total", Size);
        }

        var harm = graph.Op("Add", [Loop(graph, graph.Op("Squeeze", [Worst(graph, 'L', long.MaxValue)])), Fill(graph, Worst(graph, 'M', 8L << 30))]);
        var random = new Random(5);
        var table = graph.Floats([Vocabulary, Vocabulary], [.. Enumerable.Range(0, Vocabulary * Vocabulary).Select(i => i % Vocabulary < 3 ? -9f : random.NextSingle())]);
        graph.Node("Add", [graph.Op("Gather", [table, "input_ids"]), harm], ["logits"]);
        graph.Output("logits", OnnxType.Float, "batch", "tokens", Vocabulary);
        File.WriteAllBytes(Path.Combine(folder, "onnx", "model.onnx"), graph.ToArray());
        return folder;
    }

    // The number at the letter if it is among the tokens, else 1.
    private static string Worst(OnnxGraph graph, char letter, long number) =>
        graph.Op("ReduceMax", [graph.Op("Gather", [graph.Constant([.. Enumerable.Range(0, Vocabulary).Select(t => t == letter - ' ' + 3 ? number : 1)]), "input_ids"]), graph.Constant(1)], ("keepdims", 0));

    private static string Loop(OnnxGraph graph, string times)
    {
        var (body, output) = (graph.Branch(), graph.Name("looped"));
        body.Input("round", OnnxType.Int64);
        body.Input("more", OnnxType.Bool);
        body.Input("carried", OnnxType.Float);
        body.Node("Identity", ["more"], ["more_out"]);
        body.Node("Mul", ["carried", graph.Scalar(0.5f)], ["carried_out"]);
        body.Output("more_out", OnnxType.Bool);
        body.Output("carried_out", OnnxType.Float);
        graph.Node("Loop", [times, "", graph.Scalar(0)], [output], "", ("body", body));
        return output;
    }

    private static string Fill(OnnxGraph graph, string size) =>
        graph.Op("ReduceMax", [graph.Op("ConstantOfShape", [size])], ("keepdims", 0));
}
