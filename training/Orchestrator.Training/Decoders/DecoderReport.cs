using System.Globalization;
using System.Text;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>What a decoder did on turns that neither training nor calibration saw.</summary>
internal sealed class DecoderReport(List<ExamAnswer> answers, NarrowSettings settings)
{
    private List<ExamAnswer> Answered => [.. answers.Where(a => !a.Declined)];

    public TaggerCalibration Measured(TaggerCalibration calibration) => Measure(calibration, [.. Answered.Select(a => (a.Confidence, a.Right))]);

    public TaggerCalibration MeasuredBefore(TaggerCalibration calibration) => Measure(calibration, [.. answers.Select(a => (calibration.Apply(a.Before), a.Right))]);

    public string Text()
    {
        var text = new StringBuilder("| calls of | turns | exact | right tool | given, of these exact |\n|---|---|---|---|---|\n");
        var calls = answers.Where(a => a.Expected == TurnKind.Call).ToList();
        foreach (var (name, part) in calls.GroupBy(a => a.Turn.Source).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.ToList())).Append(("all", calls)))
        {
            var given = part.Where(Given).ToList();
            text.Append(Line($"| {name} | {part.Count} | {Share(part, a => a.Right):P1} | {Share(part, a => a.Named):P1} | {Share(part, Given):P1}, {Share(given, a => a.Right):P1} |"));
        }

        text.Append("\n| other turns | turns | as expected | declined |\n|---|---|---|---|\n");
        foreach (var kind in answers.Where(a => a.Expected != TurnKind.Call).GroupBy(a => a.Expected).OrderBy(g => g.Key))
            text.Append(Line($"| {Words(kind.Key)} | {kind.Count()} | {Share([.. kind], a => kind.Key == TurnKind.Pass ? !Given(a) : a.Right):P1} | {Share([.. kind], a => !Given(a)):P1} |"));
        text.Append("\nReliability of the confidence that comes with an answer:\n\n| confidence | answers | promised | true |\n|---|---|---|---|\n");
        var calibration = Measured(settings.Answer);
        foreach (var b in calibration.Reliability)
            text.Append(Line($"| {b.From:F1} to {b.To:F1} | {b.Count} | {b.Confidence:F3} | {b.Accuracy:F3} |"));
        text.Append(Line($"\nExpected calibration error {calibration.ExpectedCalibrationError:F3}; of the confidence before it answers {MeasuredBefore(settings.Before).ExpectedCalibrationError:F3}."));
        return text.ToString();
    }

    private bool Given(ExamAnswer answer) => !answer.Declined && answer.Confidence >= settings.Threshold;

    private static string Words(TurnKind kind) => kind switch
    {
        TurnKind.NoTool => "no tool declared for it: says what it understood",
        TurnKind.Talk => "small talk: its reply",
        TurnKind.Prepared => "common questions: the prepared answer, word for word",
        _ => "not its own",
    };

    private static TaggerCalibration Measure(TaggerCalibration calibration, List<(double Confidence, bool Right)> seen)
    {
        var bins = seen.GroupBy(s => Math.Min(9, (int)(s.Confidence * 10))).OrderBy(g => g.Key)
            .Select(g => new ReliabilityBin(g.Key / 10.0, (g.Key + 1) / 10.0, g.Count(), g.Average(s => s.Confidence), g.Average(s => s.Right ? 1.0 : 0))).ToList();
        return calibration with { Reliability = bins, ExpectedCalibrationError = bins.Sum(b => b.Count * Math.Abs(b.Confidence - b.Accuracy)) / Math.Max(1, seen.Count) };
    }

    private static double Share(List<ExamAnswer> part, Func<ExamAnswer, bool> is_) => part.Count == 0 ? 0 : part.Average(a => is_(a) ? 1.0 : 0);

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal) + "\n";
}
