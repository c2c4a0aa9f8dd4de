using System.Diagnostics;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Calibrates a tagger on one half of the held-out texts and measures it on the other.</summary>
internal static class TaggerEvaluation
{
    const double Threshold = 0.5;

    /// <summary>Raw probability of the best own group, and whether it was right, for the half kept for calibration.</summary>
    public static IReadOnlyList<CalibrationPoint> Calibrate(TaggerModel raw, TaggerPlan plan) =>
        Isotonic.Fit(plan.HeldOut.Where(HeldOut.IsForCalibration).Select(u => (Raw: raw.Tag(u.Text).Confidence, Right: OwnGroup(raw, plan, u))).ToList());

    public static TaggerReport Measure(TaggerModel model, TaggerPlan plan)
    {
        var judged = plan.HeldOut.Where(u => !HeldOut.IsForCalibration(u)).Select(u => Judge(model, plan, u)).ToList();
        var own = judged.Where(j => j.Own).ToList();
        var declined = judged.Where(j => !j.Result.IsMine).ToList();
        var bins = Enumerable.Range(0, 10).Select(b => Bin(judged, b)).Where(b => b.Count > 0).ToList();
        var (some, many) = (Time(model, plan, 8, 16), Time(model, plan, 20, 28));
        return new TaggerReport
        {
            Sets = Scores(judged, plan),
            Small = Scores([.. own.Select(j => Judge(model, plan, j.Utterance, j.Utterance.Text.ToLowerInvariant()))], plan),
            Strangers = [.. judged.Where(j => !j.Own).GroupBy(j => j.Utterance.Source).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new StrangerScore(g.Key, g.Count(), g.Average(j => j.Result.IsMine ? 0.0 : 1)))],
            OwnRecall = own.Average(j => j.Result.IsMine ? 1.0 : 0),
            OwnPrecision = judged.Where(j => j.Result.IsMine).Average(j => j.Own ? 1.0 : 0),
            NotMinePrecision = declined.Average(j => j.Own ? 0.0 : 1),
            NotMineRecall = judged.Where(j => !j.Own).Average(j => j.Result.IsMine ? 0.0 : 1),
            Calibration = model.Calibration with
            {
                Reliability = bins,
                ExpectedCalibrationError = bins.Sum(b => b.Count * Math.Abs(b.Confidence - b.Accuracy)) / judged.Count,
            },
            Threshold = Threshold,
            Milliseconds = some[some.Count / 2],
            LongMilliseconds = many[many.Count / 2],
            Bytes = model.Manifest.Files.Values.Sum(f => f.Bytes),
        };
    }

    /// <summary>Only how right a model is on a part of its own held-out texts, set by set; for comparing models.</summary>
    public static IReadOnlyList<SetScore> Compare(TaggerModel model, TaggerPlan plan, Func<Utterance, bool> part) =>
        Scores([.. plan.HeldOut.Where(u => !plan.NotMine.Contains(u.Label) && part(u)).Select(u => Judge(model, plan, u))], plan);

    /// <summary>The share of the texts that calibrate whose intent is the right one, mean of the sets; a text of others is right when it is no command and has no answer.</summary>
    public static double Understood(TaggerModel model, TaggerPlan plan) => plan.HeldOut.Where(HeldOut.IsForCalibration)
        .GroupBy(u => plan.NotMine.Contains(u.Label) ? "" : Part(u)).Average(g => g.Average(u => Judge(model, plan, u) is var j && (j.Own ? j.IntentRight : j.Result.Kind is not (IntentKind.Command or IntentKind.Answer)) ? 1.0 : 0));

    /// <summary>Prints texts with a mistake, for whoever looks for its cause.</summary>
    public static IEnumerable<string> Misses(TaggerModel model, TaggerPlan plan) => plan.HeldOut.Where(HeldOut.IsForCalibration).Where(u => !plan.NotMine.Contains(u.Label)).Select(u => Judge(model, plan, u))
        .Where(j => !Exact(j)).Select(j => $"{j.Utterance.Source}\t{(j.IntentRight ? "" : $"{j.Utterance.Label} not {j.Result.Intent}")}\t{j.Utterance.Text}\t{string.Join(", ", j.Utterance.Slots.Select(s => $"{s.Slot}={j.Utterance.Text[s.Start..s.End]}"))}\t{string.Join(", ", j.Result.Slots.Select(s => $"{s.Name}={s.Value}"))}");

    private static bool Exact(Judged j) => j.IntentRight && j.Utterance.Slots.Select(s => (s.Slot, s.Start, s.End)).ToHashSet().SetEquals(j.Result.Slots.Select(s => (s.Name, s.Start, s.End)));

    // Sets in the order of their names, each by how its texts were held out.
    private static List<SetScore> Scores(List<Judged> judged, TaggerPlan plan) =>
        [.. judged.Where(j => !plan.NotMine.Contains(j.Utterance.Label)).GroupBy(j => Part(j.Utterance)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Score(g.Key, [.. g]))];

    private static string Part(Utterance u) => u.Source.Contains(',', StringComparison.Ordinal) ? u.Source
        : u.Source != "ha-intents" && HeldOut.HasUnseenShape(u) ? $"{u.Source}, {HeldOut.UnseenShape}" : $"{u.Source}, {HeldOut.UnseenText}";

    static Judged Judge(TaggerModel model, TaggerPlan plan, Utterance u, string? written = null)
    {
        var result = model.Tag(written ?? u.Text);
        var truth = plan.Labels.Intents[plan.ClassOf[u.Label]];
        return new Judged(u, result, truth.Kind is IntentKind.Command or IntentKind.Answer, result.Intent == truth.Name, result.Group == truth.Group);
    }

    /// <summary>The confidence is about the best own group, even where another class is likelier.</summary>
    static bool OwnGroup(TaggerModel model, TaggerPlan plan, Utterance u)
    {
        var judged = Judge(model, plan, u);
        return judged.Own && judged.GroupRight;
    }

    static SetScore Score(string name, List<Judged> judged)
    {
        var (hits, found, true_, exact) = (0, 0, 0, 0);
        foreach (var j in judged)
        {
            var expected = j.Utterance.Slots.Select(s => (s.Slot, s.Start, s.End)).ToHashSet();
            var tagged = j.Result.Slots.Select(s => (s.Name, s.Start, s.End)).ToHashSet();
            var both = tagged.Count(expected.Contains);
            (hits, found, true_) = (hits + both, found + tagged.Count, true_ + expected.Count);
            exact += j.IntentRight && both == tagged.Count && both == expected.Count ? 1 : 0;
        }

        var f1 = found + true_ == 0 ? 1 : 2.0 * hits / (found + true_);
        return new SetScore(name, judged.Count, judged.Average(j => j.IntentRight ? 1.0 : 0), judged.Average(j => j.GroupRight ? 1.0 : 0), f1, exact / (double)judged.Count, judged.Where(j => j.Own).Select(j => j.GroupRight && j.Result.IsMine ? 1.0 : 0).DefaultIfEmpty().Average());
    }

    static ReliabilityBin Bin(List<Judged> judged, int b)
    {
        var inside = judged.Where(j => Math.Min(9, (int)(j.Result.Confidence * 10)) == b).ToList();
        return new ReliabilityBin(b / 10.0, (b + 1) / 10.0, inside.Count,
            inside.Select(j => j.Result.Confidence).DefaultIfEmpty().Average(), inside.Select(j => j.Own && j.GroupRight ? 1.0 : 0).DefaultIfEmpty().Average());
    }

    /// <summary>Of each text the fastest of five runs, so that neighbours on the machine count little.</summary>
    static List<double> Time(TaggerModel model, TaggerPlan plan, int least, int most)
    {
        var texts = plan.HeldOut.Where(u => u.Text.Split(' ').Length is var words && words >= least && words <= most).Take(400).ToList();
        return [.. texts.Select(u => Enumerable.Range(0, 5).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            model.Tag(u.Text);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })).Order()];
    }

    sealed record Judged(Utterance Utterance, TaggerResult Result, bool Own, bool IntentRight, bool GroupRight);
}
