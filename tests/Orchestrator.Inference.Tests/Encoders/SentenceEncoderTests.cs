using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Tests.Encoders;

public sealed class SentenceEncoderTests : IDisposable
{
    private static readonly string[] s_texts = ["hello world", "the", "don't be unhappy, world!", "漢字 the hello hello hello"];

    private readonly string _folder = Directory.CreateTempSubdirectory("encoder").FullName;
    private readonly TinyEncoder _tiny = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("cls")]
    [InlineData("mean")]
    [InlineData("max")]
    [InlineData("lasttoken")]
    [InlineData("mean_sqrt_len_tokens")]
    [InlineData("weightedmean")]
    public async Task Vectors_are_those_of_a_plain_computation_whatever_the_batch(string mode)
    {
        _tiny.Write(_folder);
        Modules(normalize: false);
        TinyEncoder.Json(_folder, "1_Pooling/config.json", new Dictionary<string, object> { ["word_embedding_dimension"] = TinyEncoder.Size, [Flag(mode)] = true });
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1, BatchTokens = 64 });
        var made = await encoder.GenerateAsync(s_texts);
        for (var i = 0; i < s_texts.Length; i++)
            Near(Pool(Rows(s_texts[i]), mode), made[i].Vector.ToArray());
        Assert.Equal(s_texts.Sum(t => Tokens(t).Count), made.Usage!.InputTokenCount);
        Assert.Equal(TinyEncoder.Size, encoder.Dimensions);
    }

    [Fact]
    public async Task A_folder_that_says_so_gives_vectors_of_length_one_and_one_without_modules_the_mean()
    {
        _tiny.Write(_folder, types: false);
        using (var plain = SentenceEncoder.Load(_folder, new() { Threads = 1 }))
            Near(Pool(Rows("hello world"), "mean"), (await plain.GenerateAsync(["hello world"]))[0].Vector.ToArray());
        Modules(normalize: true);
        TinyEncoder.Json(_folder, "1_Pooling/config.json", new { pooling_mode = "mean" });
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1 });
        var expected = Pool(Rows("hello world"), "mean");
        var length = Math.Sqrt(expected.Sum(v => v * v));
        Near([.. expected.Select(v => v / length)], (await encoder.GenerateAsync(["hello world"]))[0].Vector.ToArray());
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_with_both_numbers_or_cut_when_that_is_asked_for()
    {
        _tiny.Write(_folder);
        TinyEncoder.Json(_folder, "sentence_bert_config.json", new { max_seq_length = 6 });
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1 });
        var e = await Assert.ThrowsAsync<TargetException>(() => encoder.GenerateAsync(["hello hello hello hello hello"]));
        Assert.Equal("rejected", e.Code);
        Assert.Contains("7 tokens", e.Message, StringComparison.Ordinal);
        Assert.Contains("reads 6", e.Message, StringComparison.Ordinal);
        using var cutting = SentenceEncoder.Load(_folder, new() { Threads = 1, Truncate = true });
        var both = await cutting.GenerateAsync(["hello hello hello hello hello", "hello hello hello hello"]);
        Near([.. both[1].Vector.ToArray().Select(v => (double)v)], both[0].Vector.ToArray());
    }

    [Fact]
    public async Task Fewer_dimensions_come_only_from_a_model_that_says_they_mean_something()
    {
        _tiny.Write(_folder);
        using (var fixedSize = SentenceEncoder.Load(_folder, new() { Threads = 1 }))
        {
            var e = await Assert.ThrowsAsync<TargetException>(() => fixedSize.GenerateAsync(["hello"], new() { Dimensions = 4 }));
            Assert.Contains("12 dimensions", e.Message, StringComparison.Ordinal);
            Assert.Equal(12, (await fixedSize.GenerateAsync(["hello"], new() { Dimensions = 12 }))[0].Vector.Length);
        }

        TinyEncoder.Json(_folder, "config.json", new { model_type = "bert", max_position_embeddings = 24, matryoshka_dimensions = new[] { 12, 4 } });
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1 });
        var (whole, cut) = ((await encoder.GenerateAsync(["hello"]))[0].Vector.ToArray(), (await encoder.GenerateAsync(["hello"], new() { Dimensions = 4 }))[0].Vector.ToArray());
        var length = Math.Sqrt(whole.Take(4).Sum(v => v * (double)v));
        Near([.. whole.Take(4).Select(v => v / length)], cut);
    }

    [Fact]
    public void What_is_missing_or_not_supported_is_named_with_what_to_do()
    {
        Refused("config.json", "Download the whole folder");
        _tiny.Write(_folder);
        TinyEncoder.Json(_folder, "modules.json", new[] { new { type = "sentence_transformers.models.Dense", path = "2_Dense" } });
        Refused("modules.json", "'sentence_transformers.models.Dense'", "known are Transformer");
        Modules(normalize: false);
        Refused("1_Pooling", "missing");
        TinyEncoder.Json(_folder, "1_Pooling/config.json", new { pooling_mode = "strange" });
        Refused("'strange'", "lasttoken");
        File.WriteAllBytes(Path.Combine(_folder, "onnx", "model.onnx"), [1, 2, 3]);
        Refused("model.onnx", "ONNX Runtime");
        File.Delete(Path.Combine(_folder, "onnx", "model.onnx"));
        Refused("no ONNX file", "feature-extraction");
    }

    [Fact]
    public async Task Whoever_goes_away_ends_the_wait()
    {
        _tiny.Write(_folder);
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoder.GenerateAsync(["hello"], cancellationToken: new(canceled: true)));
        Assert.Equal(encoder.Id, encoder.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }

    private static string Flag(string mode) => mode switch
    {
        "cls" => "pooling_mode_cls_token",
        "mean" => "pooling_mode_mean_tokens",
        "max" => "pooling_mode_max_tokens",
        "weightedmean" => "pooling_mode_weightedmean_tokens",
        _ => $"pooling_mode_{mode}",
    };

    private static double[] Pool(double[][] rows, string mode) => [.. Enumerable.Range(0, TinyEncoder.Size).Select(d => mode switch
    {
        "cls" => rows[0][d],
        "lasttoken" => rows[^1][d],
        "max" => rows.Max(r => r[d]),
        "mean_sqrt_len_tokens" => rows.Sum(r => r[d]) / Math.Sqrt(rows.Length),
        "weightedmean" => rows.Select((r, i) => r[d] * (i + 1)).Sum() / (rows.Length * (rows.Length + 1) / 2.0),
        _ => rows.Average(r => r[d]),
    })];

    private static void Near(double[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.InRange(p.Second - p.First, -2e-5, 2e-5));
    }

    private double[][] Rows(string text) => _tiny.Hidden([.. Tokens(text).Select(t => (t.Id, t.Type))]);

    private IReadOnlyList<Token> Tokens(string text) => Tokenizer.Load(_folder).Tokenize(text);

    private void Modules(bool normalize)
    {
        string[] kinds = normalize ? ["Transformer", "Pooling", "Normalize"] : ["Transformer", "Pooling"];
        TinyEncoder.Json(_folder, "modules.json", kinds.Select((k, i) => new { idx = i, type = "sentence_transformers.models." + k, path = i == 0 ? "" : $"{i}_{k}" }));
    }

    private void Refused(params string[] words)
    {
        var message = Assert.Throws<ModelLoadException>(() => SentenceEncoder.Load(_folder, new() { Threads = 1 })).Message;
        Assert.All(words, w => Assert.Contains(w, message, StringComparison.Ordinal));
    }
}
