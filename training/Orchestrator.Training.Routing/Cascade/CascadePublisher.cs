using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Training.Cascade;

/// <summary>Puts a calibration into a model's folder, and into its manifest where it has one.</summary>
internal static class CascadePublisher
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Publish(AnswerJudge judge, string folder)
    {
        var bytes = judge.Write();
        File.WriteAllBytes(Path.Combine(folder, AnswerJudge.File), bytes);
        var manifest = Path.Combine(folder, "model.json");
        if (!File.Exists(manifest))
            return;
        var json = JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
        json["files"]![AnswerJudge.File] = new JsonObject { ["bytes"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        File.WriteAllText(manifest, json.ToJsonString(Indented) + "\n");
    }
}
