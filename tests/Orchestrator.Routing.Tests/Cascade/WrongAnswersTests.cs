using CsCheck;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Routing.Tests.Cascade;

/// <summary>
/// The promise of split conformal prediction, exactly: exchangeable means that each of n + 1 answers is as likely as any other to be the
/// one that is judged by the n others. So for any n + 1 answers at most a share r of them may be wrong and kept at the error rate r.
/// </summary>
public sealed class WrongAnswersTests
{
    private static readonly Gen<(double Probability, bool Right)[]> AnyAnswers =
        Gen.Select(Gen.Int[0, 100].Select(static p => p / 100.0), Gen.Bool, static (p, right) => (p, right)).Array[1, 120];

    [Fact]
    public void At_most_the_error_rate_is_wrong_and_kept_whatever_the_answers_are() => Gen.Select(AnyAnswers, Gen.Double[0.001, 0.5]).Sample((answers, rate) =>
    {
        var wrongAndKept = Enumerable.Range(0, answers.Length).Count(i => !answers[i].Right && Others(answers, i).Risk(answers[i].Probability) <= rate);
        // The rates are no whole parts of the answers, but for rounding.
        Assert.True(wrongAndKept <= (rate * answers.Length) + 1e-9);
    });

    [Fact]
    public void An_answer_that_is_surer_is_never_a_greater_risk() => Gen.Select(AnyAnswers, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((answers, a, b) =>
        Assert.True(WrongAnswers.Of(answers).Risk(Math.Max(a, b)) <= WrongAnswers.Of(answers).Risk(Math.Min(a, b))));

    [Fact]
    public void Random_answers_of_one_distribution_keep_the_promise_on_average()
    {
        var random = new Random(4711);
        const int Trials = 4000;
        const double Rate = 0.1;
        var wrongAndKept = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var judge = WrongAnswers.Of(Enumerable.Range(0, 99).Select(_ => Answer(random)));
            var (probability, right) = Answer(random);
            wrongAndKept += !right && judge.Risk(probability) <= Rate ? 1 : 0;
        }

        // At the most .1, and not far below: a promise that keeps nothing is easily held. Three standard deviations are .014.
        Assert.InRange(wrongAndKept / (double)Trials, 0.07, 0.114);
    }

    [Fact]
    public void Without_answers_nothing_is_promised() => Assert.Equal(1, new WrongAnswers().Risk(0.99));

    private static WrongAnswers Others((double, bool)[] answers, int but) => WrongAnswers.Of(answers.Where((_, i) => i != but));

    private static (double Probability, bool Right) Answer(Random random)
    {
        var probability = random.NextDouble();
        return (probability, random.NextDouble() < probability);
    }
}
