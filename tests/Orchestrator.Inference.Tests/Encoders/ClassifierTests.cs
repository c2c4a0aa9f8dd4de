using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Tests.Encoders;

public sealed class ClassifierTests : IDisposable
{
    private static readonly string[] s_names = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"];

    private readonly string _folder = Directory.CreateTempSubdirectory("classifier").FullName;
    private readonly TinyEncoder _tiny = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "the world")]
    public async Task A_text_or_two_have_the_scores_of_a_plain_computation(bool several, string? second)
    {
        _tiny.Write(_folder, "logits", config: new
        {
            max_position_embeddings = TinyEncoder.Positions,
            id2label = new Dictionary<string, string> { ["0"] = "a", ["1"] = "b", ["2"] = "c", ["3"] = "d" },
            problem_type = several ? "multi_label_classification" : "single_label_classification",
        });
        using var classifier = SequenceClassifier.Load(_folder, new() { Threads = 1 });
        var scores = await classifier.ClassifyAsync("hello world", second, CancellationToken.None);
        var logits = _tiny.Logits(_tiny.Hidden([.. Tokenizer.Load(_folder).Tokenize("hello world", second).Select(t => (t.Id, t.Type))])[0]);
        var sum = logits.Sum(Math.Exp);
        var expected = logits.Select((l, i) => (Label: "abcd"[i].ToString(), Score: several ? 1 / (1 + Math.Exp(-l)) : Math.Exp(l) / sum)).OrderByDescending(s => s.Score).ToList();
        Assert.Equal(expected.Select(e => e.Label), scores.Select(s => s.Label));
        Assert.All(expected.Zip(scores), p => Assert.InRange(p.Second.Score - p.First.Score, -1e-5, 1e-5));
    }

    [Theory]
    [InlineData("hello world", "PER 0 11 hello world")]
    [InlineData("🙂 hello the world", "PER 3 8 hello|PER 13 18 world")]
    [InlineData("hello hello", "PER 0 5 hello|PER 6 11 hello")]
    [InlineData("the Unaffable, ok", "ORG 4 13 Unaffable")]
    [InlineData("ok café a", "ORG 3 9 café a")]
    [InlineData("the", "")]
    public async Task Words_that_go_on_with_a_label_are_one_part_with_its_place_in_the_text(string text, string expected)
    {
        TinyEncoder.WriteLabeller(_folder, s_names, new Dictionary<string, int> { ["hello"] = 1, ["world"] = 2, ["un"] = 3, ["cafe"] = 4, ["a"] = 4 });
        using var labeller = TokenClassifier.Load(_folder, new() { Threads = 1 });
        var parts = await labeller.LabelAsync(text, CancellationToken.None);
        Assert.Equal(expected, string.Join('|', parts.Select(p => $"{p.Label} {p.Start} {p.End} {text[p.Start..p.End]}")));
        Assert.All(parts, p => Assert.Equal(Math.Exp(4) / (Math.Exp(4) + 4), p.Score, 1e-5));
    }

    [Fact]
    public void A_folder_without_labels_is_refused()
    {
        _tiny.Write(_folder, "logits");
        var e = Assert.Throws<ModelLoadException>(() => SequenceClassifier.Load(_folder));
        Assert.Contains("'id2label'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'id2label'", Assert.Throws<ModelLoadException>(() => TokenClassifier.Load(_folder)).Message, StringComparison.Ordinal);
    }
}
