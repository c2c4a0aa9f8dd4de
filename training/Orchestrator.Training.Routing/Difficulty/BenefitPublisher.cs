using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Difficulty;

/// <summary>Trains the two benefit heads of a difficulty model anew, on everything, and puts them in place; its other heads stay as they are.</summary>
internal static class BenefitPublisher
{
    public static void Publish(string data, string folder, string version, int seed)
    {
        var manifestFile = Path.Combine(folder, "model.json");
        var weightsFile = Path.Combine(folder, "weights.bin");
        var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(manifestFile), DifficultyJson.Default.DifficultyManifest)!;
        var weights = DifficultyWeights.Read(File.ReadAllBytes(weightsFile)) ?? throw new InvalidDataException($"'{weightsFile}' was not made for this build's prompt features. Train the whole model first.");
        List<JudgedPrompt> judged = [.. RoutingSets.Mmlu(data), .. RoutingSets.Gsm8k(data)];
        var all = judged.Concat(RoutingSets.General(data, judged)).Select(p => (new PromptVector(p.Prompt, weights.Buckets), p)).ToList();
        var heads = BenefitHeads.Train(all, weights.Buckets, seed);
        weights = weights.With(DifficultyWeights.Strong, heads.Strong.Hashed, heads.Strong.Form).With(DifficultyWeights.Weak, heads.Weak.Hashed, heads.Weak.Form);

        var bytes = weights.Write();
        File.WriteAllBytes(weightsFile, bytes);
        manifest = manifest with
        {
            Version = version,
            Files = new Dictionary<string, DifficultyFile>(manifest.Files) { ["weights.bin"] = new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))) },
            Settings = manifest.Settings with { BenefitDeciles = Deciles(weights, judged) },
        };
        File.WriteAllText(manifestFile, JsonSerializer.Serialize(manifest, DifficultyJson.Default.DifficultyManifest) + "\n");
    }

    static List<double> Deciles(DifficultyWeights weights, List<JudgedPrompt> judged)
    {
        var values = new double[DifficultyWeights.Heads];
        var benefits = judged.Select(j =>
        {
            weights.Score(j.Prompt, values);
            return DifficultyMath.Benefit(values);
        }).Order().ToList();
        return [.. Enumerable.Range(0, 11).Select(i => Math.Round(benefits[Math.Min(benefits.Count - 1, i * benefits.Count / 10)], 5))];
    }
}
