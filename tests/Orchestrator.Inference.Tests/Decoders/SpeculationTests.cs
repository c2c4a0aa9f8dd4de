using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Sampling;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Inference.Tests.Decoders;

public sealed class SpeculationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("speculation").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(WeightFormat.Float32, false)]
    [InlineData(WeightFormat.Float32, true)]
    [InlineData(WeightFormat.Int8Blocks, false)]
    [InlineData(WeightFormat.Int4, false)]
    public async Task Guessing_changes_no_token_of_an_answer(WeightFormat format, bool keeps)
    {
        TinyDecoder.Write(_folder, inPlace: true, form: new() { Format = format, KeepsLogits = keeps, Accuracy = 0 });
        using var guessing = Scheduler(new() { Threads = 1 });
        using var plain = Scheduler(new() { Threads = 1, Speculation = false });
        var guessed = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var phrase = Enumerable.Range(0, 12).Select(_ => random.Next(3, TinyDecoder.Vocabulary)).ToArray();
            var request = new GenerationRequest
            {
                Prompt = [.. phrase, .. phrase, .. phrase],
                MaxTokens = 150,
                EndTokens = [2],
                Sampling = seed % 3 == 0 ? new() : new SamplingSettings { Temperature = 0.4f, Seed = seed, RepetitionPenalty = seed % 3 == 1 ? 1 : 1.05f },
            };
            var (one, two) = (guessing.Start(request, default), plain.Start(request, default));
            Assert.Equal(await ReadAsync(two), await ReadAsync(one));
            Assert.Equal((two.FinishReason, two.Written, 0), (one.FinishReason, one.Written, two.Guessed));
            guessed += one.Guessed;
        }

        Assert.NotEqual(0, guessed);
    }

    [Fact]
    public void A_guess_is_what_followed_last_time_and_stops_for_a_while_after_misses()
    {
        var lookup = new PromptLookup();
        int[] read = [5, 6, 7, 8, 9, 10, 11, 5, 6];
        Assert.Equal([8, 9, 10, 11], lookup.Draft(read, 7, 100).ToArray());
        Assert.Equal([8, 9], lookup.Draft(read, 7, 2).ToArray());
        Assert.Empty(lookup.Draft(read, 7, 1).ToArray());
        Assert.Empty(lookup.Draft(read, 8, 100).ToArray());
        for (var i = 0; i < 3; i++)
            lookup.Learn(4, 0);
        for (var i = 0; i < 24; i++)
            Assert.Empty(lookup.Draft(read, 7, 100).ToArray());
        Assert.NotEmpty(lookup.Draft(read, 7, 100).ToArray());
    }

    [Theory]
    [InlineData(WeightFormat.Int8, true)]
    [InlineData(WeightFormat.Float32, false)]
    public void Nothing_is_guessed_where_a_run_of_several_tokens_differs_or_the_cache_is_copied(WeightFormat format, bool inPlace)
    {
        TinyDecoder.Write(_folder, inPlace, form: new() { Format = format });
        using var model = DecoderModel.Load(HuggingFaceFolder.Open(_folder), new() { Threads = 1 });
        Assert.False(model.CanGuess);
    }

    private static async Task<List<int>> ReadAsync(Generation generation)
    {
        var tokens = new List<int>();
        await foreach (var token in generation.ReadAsync())
            tokens.Add(token.Id);
        return tokens;
    }

    private DecoderScheduler Scheduler(DecoderOptions options) => new(DecoderModel.Load(HuggingFaceFolder.Open(_folder), options), options);
}
