using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Inference.Local;

namespace Orchestrator.Training.Publishing;

/// <summary>Writes the files of a model and the manifest that names their digests.</summary>
internal static class ModelFolder
{
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { } };

    public static void Write(string folder, ModelManifest manifest, object settings, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (name, bytes) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        var listed = new JsonObject();
        foreach (var (name, bytes) in files)
            listed[name] = new JsonObject { ["bytes"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        var json = new JsonObject
        {
            ["schema"] = ModelManifest.SupportedSchema,
            ["kind"] = manifest.Kind,
            ["name"] = manifest.Name,
            ["version"] = manifest.Version,
            ["role"] = manifest.Role.ToString().ToLowerInvariant(),
            ["summary"] = manifest.Summary,
            ["files"] = listed,
            ["trainingData"] = JsonSerializer.SerializeToNode(manifest.TrainingData, Indented),
            ["settings"] = JsonSerializer.SerializeToNode(settings, settings.GetType(), Indented),
        };
        File.WriteAllText(Path.Combine(folder, "model.json"), json.ToJsonString(Indented) + "\n");
    }

    public static byte[] Json(object value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Indented), (byte)'\n'];
}
