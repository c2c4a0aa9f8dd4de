using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;
using Orchestrator.Training.Publishing;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Difficulty;

/// <summary>Trains the difficulty estimator, measures it, and writes its folder.</summary>
internal static class DifficultyPublisher
{
    const int Buckets = 1 << 16;
    const string Summary = "Linear model over hashed words: tells commands, everyday questions and open requests apart, and guesses weakly how much a stronger model would help.";

    public static void Publish(SourceTexts sources, string models, int seed)
    {
        var data = DifficultyData.Read(sources, new Random(seed)).Where(d => ExampleFilter.FromResource().Allows(d.Text)).ToList();
        var texts = data.Select(d => (X: new PromptVector(d.Text, Buckets), d.Kind, d.Source, d.Text, Held: HeldOut.Contains(new Utterance(d.Text, "", d.Source)))).ToList();
        var kinds = KindHeads.Train([.. texts.Where(t => !t.Held).Select(t => (t.X, t.Kind))], Buckets, seed);
        var held = texts.Where(t => t.Held).ToList();
        var judged = sources.Judged().Select(j => (X: new PromptVector(j.Prompt, Buckets), P: j)).ToList();
        var study = BenefitStudy.Lines(judged, Buckets, seed).ToList();
        var benefit = BenefitHeads.Train(judged, Buckets, seed);
        var weights = Weights(kinds, benefit);

        var scored = held.Select(t => (Heads: Score(weights, t.Text), t.Kind, t.Source)).ToList();
        // Calibrated on every second held-out prompt, judged on the others.
        var temperature = BestTemperature([.. scored.Where((_, i) => i % 2 == 0).Select(s => (s.Heads, s.Kind))]);
        var benefits = judged.Where(j => j.P.Weight >= 1).Select(j => DifficultyMath.Benefit(Score(weights, j.P.Prompt))).Order().ToList();
        var deciles = Enumerable.Range(0, 11).Select(i => Math.Round(benefits[Math.Min(benefits.Count - 1, i * benefits.Count / 10)], 5)).ToList();
        var judgedKinds = scored.Where((_, i) => i % 2 == 1).Select(s => (Estimate: DifficultyMath.Estimate(s.Heads, temperature, deciles), s.Kind, s.Source)).ToList();
        var reliability = Reliability([.. judgedKinds.Select(j => (j.Estimate, j.Kind))]);
        Write(Path.Combine(models, "difficulty"), weights.Write(), new DifficultySettings { Temperature = temperature, BenefitDeciles = deciles, Reliability = reliability }, sources);

        var report = Report(judgedKinds, reliability, study, Time(Path.Combine(models, "difficulty"), held.Select(h => h.Text)));
        Console.WriteLine(report);
        File.WriteAllText(Path.Combine(models, "difficulty", "README.md"), Card(report));
        File.WriteAllText(Path.Combine(models, "difficulty", "ATTRIBUTION.md"), Attribution.Of("difficulty", Sets(sources)));
    }

    static double[] Score(DifficultyWeights weights, string text)
    {
        var heads = new double[DifficultyWeights.Heads];
        weights.Score(text, heads);
        return heads;
    }

    static DifficultyWeights Weights(KindHeads kinds, BenefitHeads benefit)
    {
        (float[] Hashed, float[] Form)[] heads = [.. kinds.Heads.Select(h => (h.Hashed, h.Form)), (benefit.Strong.Hashed, benefit.Strong.Form), (benefit.Weak.Hashed, benefit.Weak.Form)];
        var scales = heads.Select(h => Math.Max(1e-6f, h.Hashed.Max(Math.Abs) / 127)).ToArray();
        var hashed = new sbyte[Buckets * heads.Length];
        for (var h = 0; h < heads.Length; h++)
        {
            for (var b = 0; b < Buckets; b++)
                hashed[(b * heads.Length) + h] = (sbyte)MathF.Round(heads[h].Hashed[b] / scales[h]);
        }

        return new DifficultyWeights(Buckets, scales, [.. heads.SelectMany(h => h.Form)], hashed);
    }

    static double BestTemperature(List<(double[] Heads, int Kind)> scored)
    {
        double Loss(double t) => scored.Average(s =>
        {
            var e = s.Heads.Take(3).Select(h => Math.Exp((h - s.Heads.Take(3).Max()) / t)).ToArray();
            return -Math.Log(Math.Max(1e-12, e[s.Kind] / e.Sum()));
        });
        return Enumerable.Range(0, 40).Select(i => Math.Round(0.5 + (0.05 * i), 2)).MinBy(Loss);
    }

    static List<DifficultyReliability> Reliability(List<(DifficultyEstimate Estimate, int Kind)> judged) =>
        [.. judged.Select(j => (Best: new[] { j.Estimate.Nano, j.Estimate.Mini, j.Estimate.Cloud }, j.Kind)).Select(j => (P: j.Best.Max(), Right: Array.IndexOf(j.Best, j.Best.Max()) == j.Kind))
            .GroupBy(x => Math.Min(9, (int)(x.P * 10))).OrderBy(g => g.Key)
            .Select(g => new DifficultyReliability(g.Key / 10.0, (g.Key + 1) / 10.0, g.Count(), Math.Round(g.Average(x => x.P), 4), Math.Round(g.Average(x => x.Right ? 1.0 : 0), 4)))];

    static (double Median, double Slow) Time(string folder, IEnumerable<string> texts)
    {
        var estimator = DifficultyEstimator.Load(folder);
        var all = texts.ToList();
        foreach (var t in all.Take(500))
            estimator.Estimate(t);
        var times = all.Select(t =>
        {
            var start = Stopwatch.GetTimestamp();
            estimator.Estimate(t);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }).Order().ToList();
        return (times[times.Count / 2], times[times.Count * 95 / 100]);
    }

    static string Report(List<(DifficultyEstimate Estimate, int Kind, string Source)> judged, List<DifficultyReliability> reliability, List<string> study, (double Median, double Slow) time)
    {
        var text = new StringBuilder();
        string[] names = ["nano", "mini", "cloud"];
        text.Append("| true kind | prompts | called nano | called mini | called cloud | mean complexity |\n|---|---|---|---|---|---|\n");
        foreach (var g in judged.GroupBy(j => j.Kind).OrderBy(g => g.Key))
        {
            var called = g.Select(j => Called(j.Estimate)).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {names[g.Key]} | {called.Count} | {called.Count(c => c == 0)} | {called.Count(c => c == 1)} | {called.Count(c => c == 2)} | {g.Average(j => j.Estimate.Complexity):F3} |\n");
        }

        text.Append("\n| set | prompts | right kind |\n|---|---|---|\n");
        foreach (var g in judged.GroupBy(j => j.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {g.Key} | {g.Count()} | {100 * g.Average(j => Called(j.Estimate) == j.Kind ? 1.0 : 0):F1}% |\n");
        text.Append("\nReliability of the likeliest kind:\n\n| probability | prompts | promised | true |\n|---|---|---|---|\n");
        foreach (var r in reliability)
            text.Append(CultureInfo.InvariantCulture, $"| {r.From:F1} to {r.To:F1} | {r.Count} | {r.Confidence:F3} | {r.Accuracy:F3} |\n");
        text.Append("\nBenefit of a strong over a weak model (RouteLLM's measures; ties at random; mean of 20 orders of ties):\n\n").AppendJoin('\n', study);
        text.Append(CultureInfo.InvariantCulture, $"\n\nTime for one prompt: median {time.Median:F1} µs, 95th percentile {time.Slow:F1} µs, on two shared cores of a cloud machine; nothing is allocated.\n");
        return text.ToString();
    }

    static int Called(DifficultyEstimate e) => e.Nano >= e.Mini && e.Nano >= e.Cloud ? 0 : e.Mini >= e.Cloud ? 1 : 2;

    static List<DifficultyTrainingSet> SetsOf(SourceTexts sources) => [.. Sets(sources).Select(s => new DifficultyTrainingSet(s.Name, s.Source, s.Licence, s.Examples))];

    static List<Orchestrator.Inference.Local.TrainingSet> Sets(SourceTexts sources) =>
        DataSets.Of([.. sources.Snips(), .. sources.Hwu(), .. sources.Clinc("train"), .. sources.Clinc("oos_train"), .. sources.Banking(), .. sources.Open()], "ha-intents", "own-sentences");

    static void Write(string folder, byte[] weights, DifficultySettings settings, SourceTexts sources)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), weights);

        // What the mini model is certain of, a process that does not run it is to know too.
        var smallTalk = JsonSerializer.SerializeToUtf8Bytes(AnswerBook.Read("prepared-answers.yaml").Certain!.Values.SelectMany(static t => t).ToArray(), DifficultyJson.Default.StringArray);
        File.WriteAllBytes(Path.Combine(folder, DifficultyEstimator.SmallTalkFile), smallTalk);
        var manifest = new DifficultyManifest
        {
            Schema = DifficultyManifest.SupportedSchema, Kind = DifficultyManifest.SupportedKind, Name = "difficulty", Version = "1.0.0", Summary = Summary,
            Files = new Dictionary<string, DifficultyFile>
            {
                ["weights.bin"] = new(weights.Length, Convert.ToHexStringLower(SHA256.HashData(weights))),
                [DifficultyEstimator.SmallTalkFile] = new(smallTalk.Length, Convert.ToHexStringLower(SHA256.HashData(smallTalk))),
            },
            Settings = settings, TrainingData = SetsOf(sources),
        };
        File.WriteAllText(Path.Combine(folder, "model.json"), JsonSerializer.Serialize(manifest, DifficultyJson.Default.DifficultyManifest) + "\n");
    }

    static string Card(string report) =>
        $"# difficulty 1.0.0\n\n{Summary}\n\nProbabilities of the three kinds come from one softmax over hashed words and word pairs; `complexity` rises with P(strong right) − P(weak right), two more heads trained on prompts whose outcomes are known. Within one kind of exam question the words hardly show the difficulty: see the distance to the oracle.\n\n## Measured on held-out prompts\n\nOne prompt in ten was kept from training, with all that differ only in digits, case, punctuation or articles; half of these calibrate, the other half are judged here.\n\n{report}\nTrained by `training/` in this repository; see `training/README.md`. Attributions: `ATTRIBUTION.md`.\n";
}
