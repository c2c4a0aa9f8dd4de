using System.Text.Json;
using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Difficulty;

public sealed class DifficultyEstimatorTests
{
    static readonly DifficultyEstimator Estimator = DifficultyEstimator.Load(Folder);

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "models", "difficulty");

    [Fact]
    public void Probabilities_sum_to_one_and_complexity_stays_in_its_range_for_any_text() => Gen.String.Sample(text =>
    {
        var e = Estimator.Estimate(text);
        Assert.InRange(e.Nano + e.Mini + e.Cloud, 1 - 1e-9, 1 + 1e-9);
        Assert.InRange(e.Complexity, 0, 1);
        Assert.Equal(e, Estimator.Estimate(text));
    });

    [Theory]
    [InlineData("\uD800")]
    [InlineData("")]
    [InlineData("😀\0")]
    public void Garbage_is_accepted(string text) => Assert.InRange(Estimator.Estimate(text).Complexity, 0, 1);

    [Fact]
    public void A_megabyte_is_accepted() => Assert.InRange(Estimator.Estimate(new string('x', 1_000_000)).Complexity, 0, 1);

    [Theory]
    [MemberData(nameof(Prompts.Nano), MemberType = typeof(Prompts))]
    public void Commands_look_like_the_nano_models(string prompt)
    {
        var e = Estimator.Estimate(prompt);
        Assert.True(e.Nano > e.Mini && e.Nano > e.Cloud, e.ToString());
    }

    [Theory]
    [MemberData(nameof(Prompts.Mini), MemberType = typeof(Prompts))]
    public void Everyday_questions_look_like_the_mini_models(string prompt)
    {
        var e = Estimator.Estimate(prompt);
        Assert.True(e.Mini > e.Nano && e.Mini > e.Cloud, e.ToString());
    }

    [Theory]
    [MemberData(nameof(Prompts.Cloud), MemberType = typeof(Prompts))]
    public void Open_requests_look_like_a_stronger_models(string prompt)
    {
        var e = Estimator.Estimate(prompt);
        Assert.True(e.Cloud > e.Nano && e.Cloud > e.Mini, e.ToString());
        Assert.True(e.Complexity > Estimator.Estimate("switch on the hall lamp").Complexity);
    }

    [Theory]
    [InlineData("good evening")]
    [InlineData("Good morning!")]
    [InlineData("  HELLO... ")]
    [InlineData("thank you very much :)")]
    [InlineData("Good morning, everyone!")]
    [InlineData("ok, thanks")]
    [InlineData("Cheers")]
    public void Small_talk_that_is_all_that_is_said_is_the_mini_models_and_easy(string prompt)
    {
        var e = Estimator.Estimate(prompt);
        Assert.True(e.Mini > 0.95 && e.Complexity == 0, e.ToString());

        // Whoever runs a small decoder nearby asks it too.
        Assert.True(ProbeWorth.IsWorthAsking(e, Tier.Nano));
    }

    [Theory]
    [InlineData("good evening, derive the equations of motion of a double pendulum")]
    [InlineData("good morning scene")]
    [InlineData("hello hello")]
    [InlineData("!!!")]
    public void With_one_word_more_or_none_it_is_no_small_talk(string prompt) => Assert.NotEqual(0, Estimator.Estimate(prompt).Complexity);

    [Fact]
    public void All_that_the_mini_model_is_certain_of_is_small_talk()
    {
        using var answers = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", "mini-answers", "answers.json")));
        var texts = answers.RootElement.GetProperty("certain").EnumerateObject().SelectMany(static i => i.Value.EnumerateArray().Select(static t => t.GetString()!)).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, t => Assert.Equal(0, Estimator.Estimate(t).Complexity));
    }

    [Theory]
    [InlineData("Explain how a bridge carries load, with two examples.")]
    [InlineData("good evening")]
    public void An_estimate_allocates_nothing(string prompt)
    {
        Estimator.Estimate(prompt);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Estimator.Estimate(prompt);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void One_flipped_bit_refuses_the_weights()
    {
        using var copy = new FolderCopy(Folder);
        var bytes = File.ReadAllBytes(copy["weights.bin"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(copy["weights.bin"], bytes);

        var refusal = Assert.Throws<DifficultyLoadException>(() => DifficultyEstimator.Load(copy.Path));

        Assert.Matches("expected sha256 [0-9a-f]{64}.*found [0-9a-f]{64}", refusal.Message);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("model.json")]
    public void A_missing_file_is_named(string file)
    {
        using var copy = new FolderCopy(Folder);
        File.Delete(copy[file]);

        Assert.Contains(file, Assert.Throws<DifficultyLoadException>(() => DifficultyEstimator.Load(copy.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        using var copy = new FolderCopy(Folder);
        File.WriteAllText(copy["model.json"], File.ReadAllText(copy["model.json"]).Replace("\"schema\": 1", "\"schema\": 7", StringComparison.Ordinal));

        Assert.Contains("schema 7", Assert.Throws<DifficultyLoadException>(() => DifficultyEstimator.Load(copy.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_shows_the_estimator_beside_random_length_and_oracle()
    {
        var card = File.ReadAllText(Path.Combine(Folder, "README.md"));

        Assert.All(["random", "prompt length", "this estimator", "oracle"], policy => Assert.Contains(policy, card, StringComparison.Ordinal));
    }

    [Fact]
    public void Words_hash_to_the_buckets_the_weights_were_trained_on()
    {
        Span<int> hashed = stackalloc int[16];

        var n = PromptFeatures.Hash("Prove it 42", hashed, 1 << 16);

        Assert.Equal(GoldenBuckets, hashed[..n].ToArray());
    }

    static readonly int[] GoldenBuckets = [26642, 8413, 60284, 6631, 17695, 1476];
}
