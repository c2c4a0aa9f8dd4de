using CsCheck;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly float[] s_logits = [1, 3, 2, -1, 2.5f];

    [Fact]
    public void The_same_seed_makes_the_same_choices()
    {
        Assert.Equal(Draw(new() { Temperature = 1, Seed = 5 }, 1), Draw(new() { Temperature = 1, Seed = 5 }, 2));
        Assert.NotEqual(Draw(new() { Temperature = 1, Seed = 5 }, 1), Draw(new() { Temperature = 1, Seed = 6 }, 1));
    }

    [Fact]
    public void Limits_leave_only_the_likeliest()
    {
        Assert.All(Draw(new(), 1), id => Assert.Equal(1, id));
        Assert.Equal([1, 4], Draw(new() { Temperature = 2, TopK = 2 }, 1).Distinct().Order());
        Assert.Equal([1], Draw(new() { Temperature = 1, TopP = 0.3f }, 1).Distinct());
        Assert.Equal([1, 4], Draw(new() { Temperature = 1, MinP = 0.5f }, 1).Distinct().Order());
        Assert.Equal([0, 1, 2, 3, 4], Draw(new() { Temperature = 5 }, 1).Distinct().Order());
    }

    [Fact]
    public void Penalties_push_away_what_was_written()
    {
        var sampler = new Sampler(new() { PresencePenalty = 2 }, [], 1);
        Assert.Equal([1, 4, 2], Enumerable.Range(0, 3).Select(_ => sampler.Next((float[])s_logits.Clone()).Id));
        Assert.Equal(4, new Sampler(new() { RepetitionPenalty = 2 }, [1], 1).Next((float[])s_logits.Clone()).Id);
    }

    [Fact]
    public void Probabilities_are_those_of_the_model()
    {
        var token = new Sampler(new() { LogProbabilities = true, PresencePenalty = 1 }, [], 1).Next((float[])s_logits.Clone());
        var expected = 3 - Math.Log(s_logits.Sum(l => Math.Exp(l)));
        Assert.Equal(expected, token.LogProbability!.Value, 5);
    }

    [Fact]
    public void A_text_ends_where_a_stop_string_begins_wherever_it_is_cut() =>
        Gen.Select(Gen.String[Gen.Char["ab<>"], 0, 30], Gen.Int[1, 4]).Sample((text, size) =>
        {
            string[] stops = ["<>", "aab", "b<a"];
            var stop = new StopStrings(stops);
            var said = string.Concat(text.Chunk(size).Select(c => stop.Append(new(c)))) + stop.Finish();
            var first = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(text.Length).Min();
            return said == text[..first];
        });

    private static List<int> Draw(SamplingSettings settings, long seed)
    {
        var sampler = new Sampler(settings, [], seed);
        return [.. Enumerable.Range(0, 200).Select(_ => sampler.Next((float[])s_logits.Clone()).Id)];
    }
}
