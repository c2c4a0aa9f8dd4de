using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Encoders;

/// <summary>What sentence-transformers says of the steps behind the graph.</summary>
internal static class SentenceModules
{
    private const string ModulesFile = "modules.json", PoolingFile = "config.json", PoolingFolder = "1_Pooling";

    /// <exception cref="ModelLoadException">A module is not supported.</exception>
    public static (Pooling Pooling, bool Normalize) Read(EncoderFolder folder)
    {
        var (pooling, normalize) = (Pooling.Mean, false);
        if (folder.Json(ModulesFile) is not { ValueKind: JsonValueKind.Array } modules)
            return (folder.Json(PoolingFolder, PoolingFile) is { ValueKind: JsonValueKind.Object } alone ? Pooling.Read(alone, Place(folder, PoolingFolder)) : pooling, normalize);
        foreach (var module in modules.EnumerateArray())
        {
            var type = module.ValueKind == JsonValueKind.Object && module.TryGetProperty("type", out var value) ? value.ToString() : "";
            var path = module.ValueKind == JsonValueKind.Object && module.TryGetProperty("path", out value) ? value.ToString() : "";
            switch (type.Split('.')[^1])
            {
                case "Transformer":
                    break;
                case "Normalize":
                    normalize = true;
                    break;
                case "Pooling":
                    pooling = Pooling.Read(folder.Json(path, PoolingFile) ?? throw new ModelLoadException($"'{Place(folder, path)}' is missing, and '{ModulesFile}' names it. Download the whole folder."), Place(folder, path));
                    break;
                default:
                    throw new ModelLoadException($"'{ModulesFile}' in '{folder.Path}' has a module '{type}'; known are Transformer, Pooling and Normalize. Take a model without it.");
            }
        }

        return (pooling, normalize);
    }

    /// <summary>Whether the folder says that embeddings may be cut: some dimensions are named for it.</summary>
    public static bool Shortens(EncoderFolder folder) =>
        folder.Config.TryGetProperty("matryoshka_dimensions", out var named) && named.ValueKind == JsonValueKind.Array
        || folder.Config.TryGetProperty("is_matryoshka", out var said) && said.ValueKind == JsonValueKind.True
        || folder.Json("config_sentence_transformers.json") is { ValueKind: JsonValueKind.Object } own && own.TryGetProperty("truncate_dim", out var dimensions) && dimensions.ValueKind == JsonValueKind.Number;

    private static string Place(EncoderFolder folder, string path) => Path.Combine(folder.Path, path, PoolingFile);
}
