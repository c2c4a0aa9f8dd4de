using System.Text;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>Exports trained weights, calibrates it, measures it through the runtime, and writes its folder.</summary>
internal static class TaggerPublisher
{
    const string Version = "2.0.0";
    const double Threshold = 0.5;

    public static void Publish(TaggerPlan plan, string work, string stem, string models)
    {
        var folder = Path.Combine(models, plan.Name);
        var weights = TrainedWeights.Read(work, stem + "-0");
        var onnx = TaggerExport.Write(weights, plan);
        Write(folder, plan, onnx, new TaggerCalibration { Temperature = 1, Points = [new(0, 0), new(1, 1)], Reliability = [], ExpectedCalibrationError = 1 });
        IReadOnlyList<CalibrationPoint> points;
        using (var raw = TaggerModel.Load(folder))
            points = TaggerEvaluation.Calibrate(raw, plan);

        var calibration = new TaggerCalibration { Temperature = 1, Points = points, Reliability = [], ExpectedCalibrationError = 1 };
        Write(folder, plan, onnx, calibration);
        TaggerReport report;
        using (var model = TaggerModel.Load(folder))
            report = TaggerEvaluation.Measure(model, plan);
        Write(folder, plan, onnx, report.Calibration);
        var lines = string.Join('\n', report.Lines(plan.Labels.Tags.Count > 0));
        Console.WriteLine(lines);
        var comparison = TaggerComparison.Of(plan, work, stem, bytes =>
        {
            // Beside the others, so that a broken run leaves the model as it is.
            var trial = Path.Combine(work, "trial");
            Write(trial, plan, bytes, report.Calibration);
            return TaggerModel.Load(trial);
        });
        File.WriteAllText(Path.Combine(folder, "README.md"), Card(plan, weights, lines, comparison));
        File.WriteAllText(Path.Combine(folder, "ATTRIBUTION.md"), Attribution.Of(plan.Name, plan.Sets));
    }

    static void Write(string folder, TaggerPlan plan, byte[] onnx, TaggerCalibration calibration)
    {
        var settings = new TaggerSettings { Features = TokenFeatures.Version, Buckets = plan.Buckets, MaxTokens = plan.MaxTokens, Threshold = Threshold, Calibration = calibration };
        var manifest = new ModelManifest
        {
            Schema = ModelManifest.SupportedSchema, Kind = plan.Kind, Name = plan.Name, Version = Version, Role = plan.Role,
            Summary = plan.Summary, Files = new Dictionary<string, ModelFile>(), TrainingData = plan.Sets,
        };
        ModelFolder.Write(folder, manifest, settings, new Dictionary<string, byte[]>
        {
            ["model.onnx"] = onnx,
            ["labels.json"] = ModelFolder.Json(plan.Labels),
            ["answers.json"] = ModelFolder.Json(plan.Answers),
        });
    }

    static string Card(TaggerPlan plan, TrainedWeights weights, string report, string comparison)
    {
        var text = new StringBuilder($"# {plan.Name} {Version}\n\n{plan.Summary}\n\n");
        text.Append($"{plan.Labels.Intents.Count(i => i.Kind is IntentKind.Command or IntentKind.Answer)} output classes of its own, {plan.Labels.Tags.Count / 2} slots. {weights.Parameters / 1e6:F1} million parameters, int8. Texts of more than {plan.MaxTokens} words and signs are declined.\n\n");
        text.Append("## Measured on held-out texts\n\nTwo kinds of texts were kept from training. *Unseen shape*: one shape in sixteen with all its texts; a shape is a text without slot values, digits, articles, case and punctuation. *Unseen text*: one of sixteen other texts, as the sets draw their own test parts; its shape may be known. Of Home Assistant's templates one in twenty-five was kept (*unseen template*), and of what the others say one text in sixteen. For CLINC150 its validation part was kept. Half of these texts calibrated the confidence and were watched in training; the tables show the other half, through the runtime that ships, on the int8 file. *Meaning* counts an intent of another set that means the same as right. *Exact*: the intent of the very set, and every slot with its borders.\n\n");
        text.Append(report).Append('\n').Append(comparison).Append("\nWhat the tables do not show: texts of other kinds than these sets. Expect the confidence to be less honest there.\n\n");
        text.Append("Trained by `training/` in this repository; see `training/README.md`. Attributions: `ATTRIBUTION.md`.\n");
        return text.ToString();
    }
}
