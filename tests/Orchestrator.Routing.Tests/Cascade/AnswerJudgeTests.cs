using System.Text;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Routing.Tests.Cascade;

/// <summary>A domain with enough answers goes by its own calibration, another by all of them together.</summary>
public sealed class AnswerJudgeTests
{
    private static readonly AnswerJudge Judge = new()
    {
        Version = AnswerSignals.Version,
        Weights = [.. Enumerable.Repeat(0.1, AnswerSignals.Count)],
        LeastAnswers = 10,
        Domains = new Dictionary<string, WrongAnswers>
        {
            ["call"] = new() { Answers = 99, Wrong = [0.4] },
            ["code"] = new() { Answers = 9, Wrong = [] },
            [AnswerDomain.All] = new() { Answers = 199, Wrong = [0.9, 0.8, 0.7] },
        },
        Agreed = new Dictionary<string, WrongAnswers> { [AnswerDomain.All] = new() { Answers = 49, Wrong = [] } },
    };

    [Theory]
    [InlineData("call", "call", 0.01)]
    [InlineData("code", "all", 0.015)]
    [InlineData("never-seen", "all", 0.015)]
    public void A_domain_with_few_answers_falls_back_to_all(string domain, string by, double risk) =>
        Assert.Equal(new(by, risk, 0.02), Judge.Risk(domain, 0.75) with { Alone = Math.Round(Judge.Risk(domain, 0.75).Alone, 6) });

    [Fact]
    public void Agreement_is_judged_only_where_enough_answers_agreed()
    {
        Assert.Equal(0.02, Judge.Risk("call", 0.75).Agreed);
        Assert.Null((Judge with { LeastAnswers = 50 }).Risk("call", 0.75).Agreed);
    }

    [Fact]
    public void A_file_comes_back_as_it_was_written()
    {
        var read = AnswerJudge.Read(Judge.Write());
        Assert.Equal(Judge.Risk("call", 0.39), read.Risk("call", 0.39));
        Assert.Equal(Judge.Probability(new double[AnswerSignals.Count]), read.Probability(new double[AnswerSignals.Count]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"version":1,"weights":[1],"leastAnswers":1,"domains":{"all":{"answers":1,"wrong":[]}}}""")]
    [InlineData("""{"version":1,"weights":[1,1,1,1,1,1,1,1,1,1],"leastAnswers":1,"domains":{}}""")]
    public void Another_file_is_refused_with_what_to_do(string json) =>
        Assert.Contains("training/README.md", Assert.Throws<FormatException>(() => AnswerJudge.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Signals_grow_with_doubt_and_not_with_length()
    {
        double[] sure = [.. Enumerable.Repeat(-0.01, 10)], longer = [.. Enumerable.Repeat(-0.01, 100)], unsure = [.. Enumerable.Repeat(-2.0, 10)];
        Assert.Equal(AnswerSignals.Of(sure, false, false)[..7], AnswerSignals.Of(longer, false, false)[..7]);
        Assert.All(AnswerSignals.Of(sure, false, false)[1..7].Zip(AnswerSignals.Of(unsure, false, false)[1..7]), p => Assert.True(p.First < p.Second));
        Assert.Equal(AnswerSignals.Count, AnswerSignals.Of([], true, true).Length);
    }

    [Theory]
    [InlineData("turn off the lights", false, false, "text")]
    [InlineData("turn off the lights", true, false, "call")]
    [InlineData("turn off the lights", false, true, "json")]
    [InlineData("def f(x):\n    return x_[0]; # {}", false, false, "code")]
    [InlineData("Find $x^2 = 4$ with $x > 0$", false, false, "mathematics")]
    [InlineData("", false, false, "text")]
    public void A_domain_is_what_is_plain_to_see(string prompt, bool calls, bool json, string domain) => Assert.Equal(domain, AnswerDomain.Of(prompt, calls, json));
}
