using System.Text.Json;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Clients.Tests.Running;

/// <summary>A folder with a model that embeds: each word has numbers of its own, and a text has their mean.</summary>
internal static class TinyEmbeddings
{
    public const int Size = 6;

    private static readonly string[] s_words = ["<unk>", "hello", "world", "again"];

    public static float[] Of(string word) => [.. Enumerable.Range(0, Size).Select(d => Array.IndexOf(s_words, word) * 10f + d)];

    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        using var graph = new OnnxGraph();
        var table = graph.Floats([s_words.Length, Size], [.. s_words.SelectMany(Of)]);
        graph.Output("last_hidden_state", graph.Op("Gather", [table, graph.Input("input_ids", "batch", "tokens")]), "batch", "tokens", Size);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.ToArray());
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new { max_position_embeddings = 16 }));
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            pre_tokenizer = new { type = "Whitespace" },
            model = new { type = "WordLevel", unk_token = "<unk>", vocab = s_words.Select((w, i) => (w, i)).ToDictionary(p => p.w, p => p.i) },
        }));
        return folder;
    }
}
