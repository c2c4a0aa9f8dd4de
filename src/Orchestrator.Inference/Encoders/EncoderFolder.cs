using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Encoders;

/// <summary>An encoder's folder as sentence-transformers, Optimum and transformers.js lay it out.</summary>
internal sealed class EncoderFolder
{
    private const string ConfigFile = "config.json";

    // Encoders are small, and what four bits save in time they lose in meaning: full precision comes first.
    private static readonly string[] s_preference = ["fp32", "quantized", "int8", "uint8", "fp16", "q8", "q4"];

    private EncoderFolder(string path, JsonElement config) => (Path, Config) = (path, config);

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(System.IO.Path.GetFullPath(Path).TrimEnd(System.IO.Path.DirectorySeparatorChar));

    /// <summary>What <c>config.json</c> says.</summary>
    public JsonElement Config { get; }

    /// <exception cref="ModelLoadException">A file is missing or damaged.</exception>
    public static EncoderFolder Open(string folder)
    {
        var made = new EncoderFolder(folder, default);
        return new(folder, made.Json(ConfigFile) ?? throw new ModelLoadException($"'{ConfigFile}' is missing from the model folder '{folder}'. Download the whole folder, not only the ONNX file."));
    }

    /// <summary>The object or list of a file; null when there is no such file.</summary>
    /// <exception cref="ModelLoadException">It cannot be read, or is no JSON.</exception>
    public JsonElement? Json(params string[] name)
    {
        var file = System.IO.Path.Combine([Path, .. name]);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file)) : null;
        }
        catch (JsonException e)
        {
            throw new ModelLoadException($"'{file}' is no JSON at line {e.LineNumber + 1}. Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{file}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    /// <summary>The ONNX files by the name of their variant; first what is taken unless one is named.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variants()
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in new[] { Path, System.IO.Path.Combine(Path, "onnx") }.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(place, "model*.onnx").Order(StringComparer.Ordinal))
                found.TryAdd(System.IO.Path.GetFileNameWithoutExtension(file) is "model" ? "fp32" : System.IO.Path.GetFileNameWithoutExtension(file)["model".Length..].TrimStart('_'), file);
        }

        return [.. found.OrderBy(v => Array.IndexOf(s_preference, v.Key) is >= 0 and var place ? place : s_preference.Length)];
    }

    /// <summary>The ONNX file of a variant, or of the best there is.</summary>
    /// <exception cref="ModelLoadException">There is none of that name, or none at all.</exception>
    public string Weights(string? variant)
    {
        var found = Variants();
        if (found.Count == 0)
            throw new ModelLoadException($"'{Path}' has no ONNX file of an encoder: expected model*.onnx there or under onnx/. Export the model for feature-extraction.");
        if (variant is null)
            return found[0].Value;
        return found.Where(v => string.Equals(v.Key, variant, StringComparison.OrdinalIgnoreCase)).Select(v => v.Value).FirstOrDefault()
            ?? throw new ModelLoadException($"'{Path}' has no variant '{variant}'; it has {string.Join(", ", found.Select(v => v.Key))}. Name one of these.");
    }

    /// <summary>How many tokens the model reads, those that frame the text included.</summary>
    public int LongestText()
    {
        var positions = Number(Config, "max_position_embeddings") ?? Number(Config, "n_positions") ?? int.MaxValue;

        // RoBERTa counts positions from behind its padding token.
        if (Config.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is "roberta" or "xlm-roberta" or "camembert" or "mpnet")
            positions -= 2;
        var sentence = Json("sentence_bert_config.json") is { } own ? Number(own, "max_seq_length") : null;
        var tokenizer = Json("tokenizer_config.json") is { } config ? Number(config, "model_max_length") : null;
        return Math.Max(Math.Min(positions, sentence ?? tokenizer ?? 512), 2);
    }

    public int PadToken => Number(Config, "pad_token_id") ?? 0;

    public static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;
}
