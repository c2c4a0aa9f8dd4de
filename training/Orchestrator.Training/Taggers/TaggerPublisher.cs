using System.Text;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Lexical;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>Exports trained weights, calibrates it, measures it through the runtime, and writes its folder.</summary>
internal static class TaggerPublisher
{
    const string Version = "2.1.0";
    const double Threshold = 0.5;

    public static void Publish(TaggerPlan plan, string work, string stem, string models)
    {
        var folder = Path.Combine(models, plan.Name);
        var weights = TrainedWeights.Read(work, stem + "-0");
        var (onnx, head) = (TaggerExport.Write(weights, plan), TrainedHead.Read(work, stem, 0));
        var calibration = new TaggerCalibration { Temperature = 1, Points = [new(0, 0), new(1, 1)], Reliability = [], ExpectedCalibrationError = 1 };

        // Beside the others, so that a broken run leaves the model as it is.
        var trial = Path.Combine(work, "trial");
        TaggerModel Try(byte[] network, byte[]? lexical, LexicalSettings settings)
        {
            Write(trial, plan, network, lexical, settings, calibration);
            return TaggerModel.Load(trial);
        }

        var lexical = HeadTuning.Tune(plan, settings => Try(onnx, head, settings));
        using (var raw = Try(onnx, head, lexical))
            calibration = calibration with { Points = TaggerEvaluation.Calibrate(raw, plan) };
        TaggerReport report;
        using (var model = Try(onnx, head, lexical))
            report = TaggerEvaluation.Measure(model, plan);
        Write(folder, plan, onnx, head, lexical, report.Calibration);
        var lines = string.Join('\n', report.Lines(plan.Labels.Tags.Count > 0));
        Console.WriteLine(lines);
        var comparison = TaggerComparison.Of(plan, work, stem, (network, beside) => Try(network, beside, lexical));
        File.WriteAllText(Path.Combine(folder, "README.md"), Card(plan, weights, head.Length, lines, comparison));
        File.WriteAllText(Path.Combine(folder, "ATTRIBUTION.md"), Attribution.Of(plan.Name, plan.Sets));
    }

    static void Write(string folder, TaggerPlan plan, byte[] onnx, byte[]? head, LexicalSettings lexical, TaggerCalibration calibration)
    {
        var settings = new TaggerSettings
        {
            Features = TokenFeatures.Version,
            Lexical = head is null ? null : lexical,
            Buckets = plan.Buckets,
            MaxTokens = plan.MaxTokens,
            Threshold = Threshold,
            Calibration = calibration,
        };
        var manifest = new ModelManifest
        {
            Schema = ModelManifest.SupportedSchema,
            Kind = plan.Kind,
            Name = plan.Name,
            Version = Version,
            Role = plan.Role,
            Summary = plan.Summary,
            Files = new Dictionary<string, ModelFile>(),
            TrainingData = plan.Sets,
        };
        var files = new Dictionary<string, byte[]>
        {
            ["model.onnx"] = onnx,
            ["labels.json"] = ModelFolder.Json(plan.Labels),
            ["answers.json"] = ModelFolder.Json(plan.Answers),
        };
        if (head is not null)
            files[LexicalHead.File] = head;
        ModelFolder.Write(folder, manifest, settings, files);
    }

    static string Card(TaggerPlan plan, TrainedWeights weights, int head, string report, string comparison)
    {
        var text = new StringBuilder($"# {plan.Name} {Version}\n\n{plan.Summary}\n\n");
        text.Append($"{plan.Labels.Intents.Count(i => i.Kind is IntentKind.Command or IntentKind.Answer)} output classes of its own, {plan.Labels.Tags.Count / 2} slots. {weights.Parameters / 1e6:F1} million parameters, int8, and beside the network {head / 1000} kB of sparse weights over words and letters, whose scores are added to its own. Texts of more than {plan.MaxTokens} words and signs are declined.{(plan.Answers.Certain is not { } certain ? "" : $" A greeting, thanks or a goodbye that is all that is said is {(certain.ContainsKey("none") ? "declined" : "taken")} as surely as anything, by a list of such texts; with one word more the network judges.")}\n\n");
        text.Append("## Measured on held-out texts\n\nTwo kinds of texts were kept from training. *Unseen shape*: one shape in sixteen with all its texts; a shape is a text without slot values, digits, articles, case and punctuation. *Unseen text*: one of sixteen other texts, as the sets draw their own test parts; its shape may be known. Of Home Assistant's templates one in twenty-five was kept (*unseen template*), and of what the others say one text in sixteen. For CLINC150 its validation part was kept. Half of these texts calibrated the confidence, were watched in training and told how much the sparse weights count; the tables show the other half, through the runtime that ships, on the int8 file. *Meaning* counts an intent of another set that means the same as right. *Exact*: the intent of the very set, and every slot with its borders.\n\n");
        text.Append(report).Append('\n').Append(comparison).Append("\nWhat the tables do not show: texts of other kinds than these sets. Expect the confidence to be less honest there.\n\n");
        text.Append("Trained by `training/` in this repository; see `training/README.md`. Attributions: `ATTRIBUTION.md`.\n");
        return text.ToString();
    }
}
