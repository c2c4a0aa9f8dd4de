using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Profiles;

/// <summary>Puts groups of prompts into a difficulty model's folder; its weights stay as they are.</summary>
internal static class ClusterPublisher
{
    public static void Publish(string data, string folder, string version, int seed)
    {
        var file = Path.Combine(folder, "model.json");
        var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), DifficultyJson.Default.DifficultyManifest)!;
        var weights = DifficultyWeights.Read(File.ReadAllBytes(Path.Combine(folder, "weights.bin"))) ?? throw new InvalidDataException($"'{folder}' was not made for this build's prompt features. Train the whole model first.");
        var bytes = ClusterTrainer.Train([.. Prompts(data).Select(p => new PromptVector(p, weights.Buckets))], weights.Buckets, seed).Write();
        File.WriteAllBytes(Path.Combine(folder, DifficultyEstimator.ClustersFile), bytes);
        manifest = manifest with
        {
            Version = version,
            Files = new Dictionary<string, DifficultyFile>(manifest.Files) { [DifficultyEstimator.ClustersFile] = new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))) },
        };
        File.WriteAllText(file, JsonSerializer.Serialize(manifest, DifficultyJson.Default.DifficultyManifest) + "\n");
    }

    /// <summary>Prompts of all sets, without their outcomes.</summary>
    public static IEnumerable<string> Prompts(string data)
    {
        List<JudgedPrompt> judged = [.. RoutingSets.Mmlu(data), .. RoutingSets.Gsm8k(data)];
        return judged.Concat(RoutingSets.General(data, judged)).Select(p => p.Prompt).Concat(RoutingSets.ZeroEval(data, "crux").Select(p => p.Prompt)).Concat(RoutingSets.ZeroEval(data, "math-l5").Select(p => p.Prompt));
    }
}
