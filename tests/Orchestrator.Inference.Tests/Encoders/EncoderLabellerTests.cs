using Orchestrator.Inference.Encoders;
using Orchestrator.Privacy;
using Orchestrator.Training.Onnx;

namespace Orchestrator.Inference.Tests.Encoders;

public sealed class EncoderLabellerTests : IDisposable
{
    private static readonly TimeSpan s_enough = TimeSpan.FromMinutes(1);
    private static readonly string[] s_people = ["O", "B-PER", "I-PER"];
    private static readonly string[] s_moods = ["GLAD", "SAD"];

    private readonly string _folder = Directory.CreateTempSubdirectory("labeller").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_token_classifier_labels_parts_at_their_places_in_the_text()
    {
        TinyEncoder.WriteLabeller(_folder, s_people, new Dictionary<string, int> { ["hello"] = 1, ["world"] = 2 });
        using var labeller = EncoderLabeller.Load(_folder);

        var found = labeller.Label("ok the. hello world", [new(0, 7), new(8, 19)], s_enough);

        Assert.True(labeller.LabelsParts);
        Assert.Equal(["O", "PER"], labeller.Labels);
        Assert.Equal(("PER", 8, 19), (found.Single().Type, found.Single().Start, found.Single().End));
    }

    [Fact]
    public void A_sequence_classifier_gives_each_sentence_the_score_of_each_label()
    {
        WriteMoods(s_moods);
        using var labeller = EncoderLabeller.Load(_folder);

        var found = labeller.Label("hello. world", [new(0, 6), new(7, 12)], s_enough);

        Assert.False(labeller.LabelsParts);
        Assert.Equal([("GLAD", 0, 6, true), ("SAD", 0, 6, false), ("GLAD", 7, 12, false), ("SAD", 7, 12, true)], found.Select(f => (f.Type, f.Start, f.End, f.Score > 0.5)));
    }

    [Fact]
    public void A_sentence_that_is_longer_than_the_model_reads_is_read_in_parts_to_its_end()
    {
        WriteMoods(s_moods, longest: 8);
        using var labeller = EncoderLabeller.Load(_folder);
        var text = string.Join(' ', Enumerable.Repeat("hello", 50)) + " world";

        var found = labeller.Label(text, [new(0, text.Length)], s_enough);

        var parts = found.Where(f => f.Type == "SAD").ToList();
        Assert.Equal((0, text.Length), (parts[0].Start, parts[^1].End));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.True(parts[^1].Score > 0.5);
    }

    [Fact]
    public void A_run_that_is_late_is_ended()
    {
        WriteSlow();
        using var labeller = EncoderLabeller.Load(_folder);

        Assert.Throws<TimeoutException>(() => labeller.Label("world world", [new(0, 11)], TimeSpan.FromMilliseconds(30)));
        Assert.Equal(2, labeller.Label("hello", [new(0, 5)], s_enough).Count);
    }

    [Fact]
    public void A_file_of_recognisers_names_a_classifier_by_its_folder()
    {
        TinyEncoder.WriteLabeller(Path.Combine(_folder, "people"), s_people, new Dictionary<string, int> { ["hello"] = 1, ["world"] = 2 });
        var file = Path.Combine(_folder, "own.yaml");
        File.WriteAllText(file, "version: 1\nrecognizers:\n  - classifier: people\n    labels: {PER: {type: NICKNAME}}");

        var found = TextAnalyzer.With(RecognizerFile.Load(file, EncoderLabeller.Load)).Analyze("the hello world").Findings;

        Assert.Contains(new("NICKNAME", 4, 15), found.Select(f => (f.Type, f.Start, f.End)));
    }

    [Theory]
    [InlineData(false, "'config.json' is missing")]
    [InlineData(true, "makes 2 labels and 'config.json' names 3")]
    public void A_folder_that_is_no_classifier_is_refused_in_a_file_with_its_place(bool exists, string said)
    {
        if (exists)
            WriteMoods(["GLAD", "SAD", "NONE"]);

        var refused = Assert.Throws<PolicyException>(() => RecognizerFile.Parse($"version: 1\nrecognizers:\n  - classifier: '{_folder}'\n    labels: {{SAD: {{type: TOPIC_MOOD}}}}", EncoderLabeller.Load));

        Assert.Contains("recognizers(3): 'recognizers[0].classifier' cannot be used:", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A text is sad as soon as it has one "world" in it.</summary>
    private void WriteMoods(string[] labels, int longest = 24)
    {
        using var graph = new OnnxGraph();
        var scores = Scores(graph, graph.Input("input_ids", "batch", "tokens"));
        graph.Output("logits", graph.Op("ReduceMax", [scores, graph.Constant(1)], ("keepdims", 0)), "batch", s_moods.Length);
        TinyEncoder.WriteGraph(_folder, graph, labels, longest);
    }

    /// <summary>The same, and with more than one word a product of large matrices after another, which takes a minute.</summary>
    private void WriteSlow()
    {
        const int OneWord = 3, Side = 2000, Products = 200;
        using var graph = new OnnxGraph();
        var ids = graph.Input("input_ids", "batch", "tokens");
        var words = graph.Op("Sub", [graph.Op("Slice", [graph.Op("Shape", [ids]), graph.Constant(1), graph.Constant(2)]), graph.Constant(OneWord)]);
        var side = graph.Op("Add", [graph.Op("Mul", [words, graph.Constant(Side)]), graph.Constant(1)]);
        var product = graph.Op("Expand", [graph.Scalar(0), graph.Op("Concat", [side, side], ("axis", 0))]);
        for (var i = 0; i < Products; i++)
            product = graph.Op("MatMul", [product, product]);
        var scores = graph.Op("ReduceMax", [Scores(graph, ids), graph.Constant(1)], ("keepdims", 0));
        graph.Output("logits", graph.Op("Add", [scores, graph.Op("ReduceMax", [product], ("keepdims", 0))]), "batch", s_moods.Length);
        TinyEncoder.WriteGraph(_folder, graph, s_moods);
    }

    private static string Scores(OnnxGraph graph, string ids)
    {
        var table = TinyEncoder.Table(s_moods.Length, word => word == "world" ? [0, 9] : [4, 0]);
        return graph.Op("Gather", [graph.Floats([table.Length / s_moods.Length, s_moods.Length], table), ids]);
    }
}
