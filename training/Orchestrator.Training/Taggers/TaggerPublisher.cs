using System.Text;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>Exports a trained network, calibrates it, measures it through the runtime, and writes its folder.</summary>
internal static class TaggerPublisher
{
    const string Version = "1.0.0";
    const double Threshold = 0.5;

    public static void Publish(TaggerNetwork network, TaggerPlan plan, string models)
    {
        var folder = Path.Combine(models, plan.Name);
        var onnx = TaggerExport.Write(network, plan);
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
        File.WriteAllText(Path.Combine(folder, "README.md"), Card(plan, lines));
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

    static string Card(TaggerPlan plan, string report)
    {
        var text = new StringBuilder($"# {plan.Name} {Version}\n\n{plan.Summary}\n\n");
        text.Append($"{plan.Labels.Intents.Count(i => i.Kind is IntentKind.Command or IntentKind.Answer)} output classes of its own, {plan.Labels.Tags.Count / 2} slots. Weights are int8. Texts of more than {plan.MaxTokens} words and signs are declined.\n\n");
        text.Append("## Measured on held-out texts\n\nOne text in ten, with all its near-duplicates (same words but for slot values, digits, articles), was kept from training; for Home Assistant whole sentence templates were. For CLINC150 its validation part was kept. Measured through the runtime that ships, on the int8 file.\n\n");
        text.Append(report).Append("\n\nWhat the tables do not show: texts of other kinds than these sets. Expect the confidence to be less honest there.\n\n");
        text.Append("Trained by `training/` in this repository; see `training/README.md`. Attributions: `ATTRIBUTION.md`.\n");
        return text.ToString();
    }
}
