using System.Text.Json;
using Orchestrator.Inference.Tests.Tokenizers;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Inference.Tests.Encoders;

/// <summary>A BERT of one layer and one head with random weights: written as a folder, and computed plainly, text by text and without padding.</summary>
internal sealed class TinyEncoder
{
    public const int Size = 12, Positions = 24, Labels = 4;

    private const float Epsilon = 1e-5f;

    private readonly Random _random = new(11);
    private readonly float[] _words, _types, _places, _query, _key, _value, _labels;

    public TinyEncoder()
    {
        (_words, _types, _places) = (Weights(Vocabulary * Size), Weights(2 * Size), Weights(Positions * Size));
        (_query, _key, _value, _labels) = (Weights(Size * Size), Weights(Size * Size), Weights(Size * Size), Weights(Size * Labels));
    }

    public static JsonElement Tokenizer => TokenizerVectors.Get("BERT uncased").GetProperty("file");

    private static int Vocabulary => Tokenizer.GetProperty("model").GetProperty("vocab").EnumerateObject().Count();

    /// <summary>Writes a folder whose graph makes <c>last_hidden_state</c>, or <c>logits</c> for the text or for each token.</summary>
    public string Write(string folder, string output = "last_hidden_state", bool types = true, object? config = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Tokenizer.GetRawText());
        Json(folder, "config.json", config ?? new { model_type = "bert", vocab_size = Vocabulary, max_position_embeddings = Positions, pad_token_id = 0 });
        File.WriteAllBytes(Path.Combine(folder, "onnx", "model.onnx"), Graph(output, types));
        return folder;
    }

    /// <summary>Writes a folder whose graph labels each token by itself.</summary>
    public static string WriteLabeller(string folder, string[] labels, IReadOnlyDictionary<string, int> labelOf)
    {
        using var graph = new OnnxGraph();
        var table = graph.Floats([Vocabulary, labels.Length], Table(labels.Length, word => [.. labels.Select((_, i) => i == labelOf.GetValueOrDefault(word) ? 4f : 0)]));
        graph.Output("logits", graph.Op("Gather", [table, graph.Input("input_ids", "batch", "tokens")]), "batch", "tokens", labels.Length);
        return WriteGraph(folder, graph, labels);
    }

    /// <summary>Writes a folder with a graph of one's own.</summary>
    public static string WriteGraph(string folder, OnnxGraph graph, string[] labels, int? longest = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Tokenizer.GetRawText());
        Json(folder, "config.json", new { id2label = labels.Select((l, i) => (l, i)).ToDictionary(p => $"{p.i}", p => p.l), max_position_embeddings = longest ?? 512 });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.ToArray());
        return folder;
    }

    /// <summary>A row of numbers for each word that the tokenizer knows.</summary>
    public static float[] Table(int width, Func<string, float[]> row)
    {
        var table = new float[Vocabulary * width];
        foreach (var word in Tokenizer.GetProperty("model").GetProperty("vocab").EnumerateObject())
            row(word.Name).CopyTo(table, word.Value.GetInt32() * width);
        return table;
    }

    public static void Json(string folder, string name, object value)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(value));
    }

    /// <summary>The rows of a text's tokens.</summary>
    public double[][] Hidden(IReadOnlyList<(int Id, int Type)> tokens)
    {
        var x = tokens.Select((t, place) => Enumerable.Range(0, Size).Select(i => (double)_words[t.Id * Size + i] + _types[t.Type * Size + i] + _places[place * Size + i]).ToArray()).ToArray();
        var (q, k, v) = (x.Select(r => Times(r, _query, Size)).ToArray(), x.Select(r => Times(r, _key, Size)).ToArray(), x.Select(r => Times(r, _value, Size)).ToArray());
        return [.. x.Select((row, i) =>
        {
            var weights = k.Select(key => Math.Exp(Dot(q[i], key) / Math.Sqrt(Size))).ToArray();
            var sum = weights.Sum();
            return Norm([.. row.Select((value, d) => value + weights.Select((w, j) => w / sum * v[j][d]).Sum())]);
        })];
    }

    /// <summary>What the labels' layer makes of a row.</summary>
    public double[] Logits(double[] row) => Times(row, _labels, Labels);

    private byte[] Graph(string output, bool types)
    {
        using var graph = new OnnxGraph();
        var (ids, mask) = (graph.Input("input_ids", "batch", "tokens"), graph.Input("attention_mask", "batch", "tokens"));
        var x = graph.Op("Gather", [graph.Floats([Vocabulary, Size], _words), ids]);

        // Exports without kinds of tokens have the first kind's numbers in them.
        x = graph.Op("Add", [x, types ? graph.Op("Gather", [graph.Floats([2, Size], _types), graph.Input("token_type_ids", "batch", "tokens")]) : graph.Floats([Size], _types[..Size])]);
        var count = graph.Op("Gather", [graph.Op("Shape", [ids]), graph.Number(1)], ("axis", 0));
        x = graph.Op("Add", [x, graph.Op("Gather", [graph.Floats([Positions, Size], _places), graph.Op("Range", [graph.Number(0), count, graph.Number(1)])])]);
        string Linear(string of, float[] weights, int to) => graph.Op("MatMul", [of, graph.Floats([Size, to], weights)]);
        var scores = graph.Op("MatMul", [Linear(x, _query, Size), graph.Op("Transpose", [Linear(x, _key, Size)], ("perm", new long[] { 0, 2, 1 }))]);
        scores = graph.Op("Mul", [scores, graph.Scalar(1 / MathF.Sqrt(Size))]);
        var hidden = graph.Op("Mul", [graph.Op("Sub", [graph.Scalar(1), graph.Op("Cast", [mask], ("to", 1))]), graph.Scalar(-1e9f)]);
        var weighted = graph.Op("Softmax", [graph.Op("Add", [scores, graph.Op("Unsqueeze", [hidden, graph.Constant(1)])])], ("axis", -1));
        x = graph.Op("Add", [x, graph.Op("MatMul", [weighted, Linear(x, _value, Size)])]);
        x = graph.Op("LayerNormalization", [x, graph.Floats([Size], [.. Enumerable.Repeat(1f, Size)]), graph.Floats([Size], new float[Size])], ("axis", -1), ("epsilon", Epsilon));
        if (output == "logits of tokens")
            graph.Output("logits", Linear(x, _labels, Labels), "batch", "tokens", Labels);
        else if (output == "logits")
            graph.Output("logits", Linear(graph.Op("Gather", [x, graph.Number(0)], ("axis", 1)), _labels, Labels), "batch", Labels);
        else
            graph.Output(output, x, "batch", "tokens", Size);
        return graph.ToArray();
    }

    private static double[] Norm(double[] row)
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + Epsilon);
        return [.. row.Select(v => (v - mean) / deviation)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Times(double[] row, float[] weights, int to) =>
        [.. Enumerable.Range(0, to).Select(o => row.Select((v, i) => v * weights[i * to + o]).Sum())];

    private float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextSingle() * 2 - 1)];
}
