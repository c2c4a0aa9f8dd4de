using System.Text.Json;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Clients.Tests.Running;

/// <summary>A folder with a model that embeds: each word has numbers of its own, and a text has their mean. Or with one that labels words or texts.</summary>
internal static class TinyEmbeddings
{
    public const int Size = 6;

    private static readonly string[] s_words = ["<unk>", "hello", "world", "again"];

    public static float[] Of(string word) => [.. Enumerable.Range(0, Size).Select(d => Array.IndexOf(s_words, word) * 10f + d)];

    public static string Write(string folder)
    {
        using var graph = new OnnxGraph();
        graph.Output("last_hidden_state", Rows(graph, Size, [.. s_words.SelectMany(Of)]), "batch", "tokens", Size);
        return Write(folder, graph, new { model_type = "tiny", max_position_embeddings = 16 });
    }

    /// <summary>Each word has the label at its place; a text the last of those of its words.</summary>
    public static string WriteLabels(string folder, string[] labels, bool ofTexts)
    {
        using var graph = new OnnxGraph();
        var scores = Rows(graph, labels.Length, [.. s_words.SelectMany((_, word) => labels.Select((_, label) => word == label ? 4f + (4 * label) : 0))]);
        if (ofTexts)
            graph.Output("logits", graph.Op("ReduceMax", [scores, graph.Constant(1)], ("keepdims", 0)), "batch", labels.Length);
        else
            graph.Output("logits", scores, "batch", "tokens", labels.Length);
        return Write(folder, graph, new { model_type = "tiny", max_position_embeddings = 16, id2label = labels.Select((l, i) => (l, i)).ToDictionary(p => $"{p.i}", p => p.l) });
    }

    private static string Rows(OnnxGraph graph, int size, float[] numbers) =>
        graph.Op("Gather", [graph.Floats([s_words.Length, size], numbers), graph.Input("input_ids", "batch", "tokens")]);

    private static string Write(string folder, OnnxGraph graph, object config)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.ToArray());
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            pre_tokenizer = new { type = "Whitespace" },
            model = new { type = "WordLevel", unk_token = "<unk>", vocab = s_words.Select((w, i) => (w, i)).ToDictionary(p => p.w, p => p.i) },
        }));
        return folder;
    }
}
