using Orchestrator.Routing.Cascade;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Cascade;

/// <summary>Fits the probe on one half of a model's answers and calibrates it on the other: the promise holds only for answers that the probe never saw.</summary>
internal static class CascadeCalibration
{
    public const int LeastAnswers = 50;

    // A few hundred answers are gone through often.
    const int Epochs = 300;

    public static AnswerJudge Of(IReadOnlyList<JudgedAnswer> answers, int seed)
    {
        var order = answers.ToArray();
        new Random(seed).Shuffle(order);
        var half = order.Length / 2;
        var judge = new AnswerJudge
        {
            Version = AnswerSignals.Version,
            Weights = DenseHead.Train([.. order[..half].Select(a => (a.Signals, a.Right ? 1.0 : 0))], seed, Epochs).Weights,
            LeastAnswers = LeastAnswers,
            Domains = new Dictionary<string, WrongAnswers> { [AnswerDomain.All] = new() },
        };
        var seen = order[half..].Select(a => (a.Domain, a.Agrees, Probability: judge.Probability(a.Signals), a.Right)).ToList();
        return judge with
        {
            Domains = ByDomain(seen.Select(a => (a.Domain, a.Probability, a.Right))),
            Agreed = ByDomain(seen.Where(a => a.Agrees is true).Select(a => (a.Domain, a.Probability, a.Right))),
        };
    }

    static Dictionary<string, WrongAnswers> ByDomain(IEnumerable<(string Domain, double Probability, bool Right)> answers)
    {
        var all = answers.ToList();
        if (all.Count < LeastAnswers)
            return all.Count == 0 ? [] : new() { [AnswerDomain.All] = Wrong(all) };
        var domains = all.GroupBy(a => a.Domain).Where(g => g.Count() >= LeastAnswers).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, Wrong);
        domains[AnswerDomain.All] = Wrong(all);
        return domains;
    }

    // Four digits are kept, and the last is rounded up: a wrong answer then counts as no less sure than it was.
    static WrongAnswers Wrong(IEnumerable<(string Domain, double Probability, bool Right)> answers) =>
        WrongAnswers.Of(answers.Select(a => (Math.Ceiling(a.Probability * 10_000) / 10_000, a.Right)));
}
