using System.Globalization;
using System.Text;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Onnx.Decoders;
using Orchestrator.Training.Publishing;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>Writes a trained decoder as a Hugging Face folder, calibrates it, measures it through the runtime, and writes its manifest and card.</summary>
internal sealed class DecoderPublisher(TaggerPlan commands, TaggerPlan answers, string work, string models)
{
    private const string Version = "1.2.0";
    private const double Threshold = 0.5;
    private const int Ballots = 3;
    private const int Calls = 750, CalibratingOthers = 1500, JudgedOthers = 750, ComparedCalls = 100;

    private static readonly DecoderForm s_bytes = new() { Format = WeightFormat.Int8Blocks, EmbeddingBits = 8 };
    private static readonly TaggerCalibration s_asIs = new() { Temperature = 1, Points = [new(0, 0), new(1, 1)], Reliability = [], ExpectedCalibrationError = 1 };

    public async Task PublishAsync(string name, Tier role, bool prepared, string summary, string declines)
    {
        var weights = TrainedWeights.Read(work, name);
        var trial = Path.Combine(work, "trial-" + name);
        Write(trial, weights, "model_quantized.onnx", s_bytes);
        var maker = new TurnMaker(commands, answers);
        var (known, judged) = (Some(DecoderFiles.Held(commands, answers, maker, calibration: true), CalibratingOthers), Some(DecoderFiles.Held(commands, answers, maker, calibration: false), JudgedOthers));
        var settings = new NarrowSettings { PassToken = ChatTokenizer.Read(trial).Mark(ChatTokenizer.Pass), Threshold = 0, Declines = declines, Unsaid = Unsaid, Ballots = Ballots, Before = s_asIs, Answer = s_asIs };
        var seen = await AskAsync(trial, settings, known, prepared);
        settings = settings with
        {
            Threshold = Threshold,
            // How likely it is to be right depends on the mix of turns: it is that of the judged ones.
            Before = s_asIs with { Points = Isotonic.Fit([.. seen.Take(Calls + JudgedOthers).Select(a => (a.Before, a.Right))]) },
            Answer = s_asIs with { Points = Isotonic.Fit([.. seen.Where(a => !a.Declined && !a.Called).Select(a => (a.Confidence, a.Right))]) },
            Calls = Isotonic.Fit([.. seen.Where(a => !a.Declined && a.Called).Select(a => (a.Confidence, a.Right))]),
        };
        var report = new DecoderReport(await AskAsync(trial, settings with { Threshold = 0 }, judged, prepared), settings);
        settings = settings with { Answer = report.Measured(settings.Answer), Before = report.MeasuredBefore(settings.Before) };
        var compared = new StringBuilder("| | bytes | exact calls |\n|---|---|---|\n");
        foreach (var (file, form, words) in new[] { ("model.onnx", new DecoderForm(), "fp32"), ("model_quantized.onnx", s_bytes, "int8 (ships)"), ("model_q4.onnx", new DecoderForm { Format = WeightFormat.Int4, EmbeddingBits = 4 }, "int4") })
        {
            var folder = Path.Combine(work, "trial-form");
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Write(folder, weights, file, form);
            var right = await AskAsync(folder, settings with { Threshold = 0 }, judged.Where(t => t.Kind == TurnKind.Call).Take(ComparedCalls), prepared);
            compared.Append(string.Create(CultureInfo.InvariantCulture, $"| {words} | {new FileInfo(Path.Combine(folder, "onnx", file)).Length / 1e6:F2} MB | {right.Average(a => a.Right ? 1.0 : 0):P1} |\n").Replace(" %", "%", StringComparison.Ordinal));
        }

        var target = Path.Combine(models, name);
        var files = Directory.EnumerateFiles(trial, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(trial, f).Replace('\\', '/'), File.ReadAllBytes);
        var manifest = new ModelManifest
        {
            Schema = ModelManifest.SupportedSchema,
            Kind = NarrowChatClient.Kind,
            Name = name,
            Version = Version,
            Role = role,
            Summary = summary,
            Files = new Dictionary<string, ModelFile>(),
            TrainingData = [.. commands.Sets.Concat(answers.Sets).DistinctBy(s => s.Name)],
        };
        ModelFolder.Write(target, manifest, settings, files);
        var lines = report.Text() + $"\nThe first {ComparedCalls} of these calls, in other precision:\n\n" + compared;
        Console.WriteLine($"{name}\n{lines}");
        File.WriteAllText(Path.Combine(target, "README.md"), Card(name, weights, summary, lines));
        File.WriteAllText(Path.Combine(target, "ATTRIBUTION.md"), Attribution.Of(name, manifest.TrainingData));
    }

    private void Write(string folder, TrainedWeights weights, string file, DecoderForm form)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(work, "chat", "tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), Resource.Text("chat_template.jinja"));
        File.WriteAllBytes(Path.Combine(folder, "tokenizer_config.json"), ModelFolder.Json(new Dictionary<string, object>
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["eos_token"] = ChatTokenizer.End,
            ["pad_token"] = ChatTokenizer.Pad,
            ["model_max_length"] = 1024,
            ["clean_up_tokenization_spaces"] = false,
        }));
        var tokens = ChatTokenizer.Read(folder);
        DecoderWriter.Write(folder, file, DecoderWeights.Shape(weights, tokens.Mark(ChatTokenizer.Tools), tokens.Mark(ChatTokenizer.End)), new DecoderWeights(weights), form);
    }

    private static async Task<List<ExamAnswer>> AskAsync(string folder, NarrowSettings settings, IEnumerable<Turn> turns, bool prepared)
    {
        using var client = DecoderLoader.Narrow(folder, settings, new() { Threads = 1 });
        return await DecoderExam.AskAsync(client, turns, prepared);
    }

    // What a call says though the text does not: the domain of a device, the kind of a list.
    private IReadOnlyList<string> Unsaid => [.. commands.Labels.Intents.SelectMany(i => i.Implied.Values).Distinct().Order(StringComparer.Ordinal)];

    // Calls and others, as the kinds differ in number; drawn by a fixed seed. Of the others most are not its own and say nothing of its answers.
    private static List<Turn> Some(List<Turn> turns, int others)
    {
        var all = turns.ToArray();
        new Random(9).Shuffle(all);
        return [.. all.Where(t => t.Kind == TurnKind.Call).Take(Calls), .. all.Where(t => t.Kind != TurnKind.Call).Take(others)];
    }

    private string Card(string name, TrainedWeights weights, string summary, string report) => $"""
        # {name} {Version}

        {summary}

        A decoder of Llama's architecture with {weights.Parameters / 1e6:F1} million parameters and a byte-level vocabulary of its own, as a Hugging Face folder: `config.json`, `tokenizer.json`, `chat_template.jinja`, `onnx/model_quantized.onnx`. It reads the last user message (600 characters of it), up to sixteen declared tools by name and parameter names, and what tools reported; nothing of what was said before. It was taught with at most nine tools. It writes a call of a declared tool, a short reply, or a token that says "not mine"; its confidence is the calibrated probability of what it began to write, and below the threshold the turn goes on to another model.

        ## Measured on held-out turns

        Texts held out as for nano-commands (unseen shapes and unseen texts together), each with up to nine tools declared at random beside the right one, names and parameters renamed now and then. A call is exact when the tool and every argument are; with constrained decoding, through the runtime that ships, greedy. Texts of arguments are words of the message, each in one argument alone, or one of {Unsaid.Count} values that a command implies; a call that is not sure is asked for {Ballots} times, with the tools and their parameters in another order, and the one that most answers agree on is taken. Calibrated on the other half of the held-out texts.

        {report}
        What the tables do not show: tools of other domains, whose names it never saw, and texts of other kinds. Expect less there.

        Trained by `training/` in this repository; see `training/README.md`. Attributions: `ATTRIBUTION.md`.

        """;
}
