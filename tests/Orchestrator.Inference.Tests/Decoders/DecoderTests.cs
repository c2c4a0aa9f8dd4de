using System.Numerics.Tensors;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tests.Decoders;

public sealed class DecoderTests : IDisposable
{
    private static readonly int[] s_prompt = [1, 17, 42, 5, 88, 3, 61, 29, 11];

    private readonly string _folder = Directory.CreateTempSubdirectory("decoder").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Tokens_with_a_cache_are_those_that_the_whole_sequence_gives(bool inPlace, bool positions)
    {
        using var model = Load(inPlace, positions);
        using var sequence = model.Start();
        Assert.Equal(inPlace, model.SharedBuffer);
        var cached = Greedy(sequence, s_prompt, 90);
        var whole = s_prompt.ToList();
        foreach (var token in cached)
        {
            using var fresh = model.Start(whole.Count);
            Assert.Equal(token, TensorPrimitives.IndexOfMax(fresh.Feed([.. whole], CancellationToken.None)));
            whole.Add(token);
        }
    }

    [Fact]
    public void A_cache_in_place_and_one_that_is_concatenated_give_the_same_tokens()
    {
        using var model = Load(inPlace: true);
        using var other = Load(inPlace: false);
        using var one = model.Start();
        using var two = other.Start();
        Assert.Equal(Greedy(one, s_prompt, 60), Greedy(two, s_prompt, 60));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fork_goes_on_from_the_tokens_it_kept(bool inPlace)
    {
        using var model = Load(inPlace);
        using var sequence = model.Start();
        var expected = Greedy(sequence, s_prompt, 20);
        using var fork = sequence.Fork(5);
        Assert.Equal(s_prompt[..5], fork.Tokens);
        Assert.Equal(expected, Greedy(fork, s_prompt[5..], 20));
    }

    [Fact]
    public void A_sequence_ends_at_the_context_with_a_clear_error()
    {
        using var model = Load(inPlace: true);
        using var sequence = model.Start();
        sequence.Feed(new int[TinyDecoder.Context], CancellationToken.None);
        var error = Assert.Throws<DecoderException>(() => { sequence.Feed([1], CancellationToken.None); });
        Assert.Contains("257 tokens, and the context has 256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_sequence_reads_nothing()
    {
        using var model = Load(inPlace: true);
        using var sequence = model.Start();
        Assert.Throws<OperationCanceledException>(() => { sequence.Feed([1], new CancellationToken(canceled: true)); });
        Assert.Empty(sequence.Tokens);
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_told()
    {
        TinyDecoder.Write(_folder, inPlace: false, nan: true);
        using var model = DecoderModel.Load(HuggingFaceFolder.Open(_folder));
        using var sequence = model.Start();
        Assert.Contains("no numbers", Assert.Throws<DecoderException>(() => { sequence.Feed([5], CancellationToken.None); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_contradict_the_configuration_are_told_with_both()
    {
        TinyDecoder.Write(_folder, inPlace: false, change: new { num_hidden_layers = 3 });
        Refused("expected 3 layers", "found 2");
        TinyDecoder.Write(_folder, inPlace: false, change: new { num_key_value_heads = 4 });
        Refused("expected 4 key-value heads", "found 2");
        TinyDecoder.Write(_folder, inPlace: false, change: new { head_dim = 32 });
        Refused("expected heads of 32", "found 16");
        TinyDecoder.Write(_folder, inPlace: false, change: new { vocab_size = 100 });
        Refused("expected a vocabulary of 100", "found 97 logits");
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_told()
    {
        TinyDecoder.Write(_folder, inPlace: true);
        var path = Path.Combine(_folder, "onnx", "model.onnx");
        var whole = File.ReadAllBytes(path);
        for (var cut = 0; cut < 20; cut++)
        {
            File.WriteAllBytes(path, whole[..(whole.Length * cut / 20)]);
            Refused("model.onnx", "Download the file again");
        }
    }

    [Fact]
    public void A_variant_is_chosen_by_name_or_by_what_fits()
    {
        TinyDecoder.Write(_folder, inPlace: false);
        TinyDecoder.Write(_folder, inPlace: false, file: "model_quantized.onnx");
        var folder = HuggingFaceFolder.Open(_folder);
        Assert.Equal("quantized", folder.Choose().Name);
        Assert.Equal("fp32", folder.Choose("fp32").Name);
        Assert.Contains("it has", Assert.Throws<ModelLoadException>(() => folder.Choose("q4")).Message, StringComparison.Ordinal);
        Assert.Contains("memory limit of 1000 bytes", Assert.Throws<ModelLoadException>(() => folder.Choose(memoryLimit: 1000)).Message, StringComparison.Ordinal);
    }

    private static List<int> Greedy(DecoderSequence sequence, int[] prompt, int count)
    {
        var tokens = new List<int> { TensorPrimitives.IndexOfMax(sequence.Feed(prompt, CancellationToken.None)) };
        while (tokens.Count < count)
            tokens.Add(TensorPrimitives.IndexOfMax(sequence.Feed([tokens[^1]], CancellationToken.None)));
        return tokens;
    }

    private DecoderModel Load(bool inPlace, bool positions = true) =>
        DecoderModel.Load(HuggingFaceFolder.Open(TinyDecoder.Write(Path.Combine(_folder, $"{inPlace}"), inPlace, positions)), new() { Threads = 1 });

    private void Refused(params string[] parts)
    {
        var error = Assert.Throws<ModelLoadException>(() => DecoderModel.Load(HuggingFaceFolder.Open(_folder)).Dispose());
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
    }
}
