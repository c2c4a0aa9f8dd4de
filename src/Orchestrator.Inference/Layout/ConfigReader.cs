using System.Text.Json;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Layout;

/// <summary>Reads the configuration of a Hugging Face folder under the names that the different architectures use.</summary>
internal static class ConfigReader
{
    public const string ConfigFile = "config.json", GenerationFile = "generation_config.json";

    /// <exception cref="ModelLoadException">A file is missing, is no JSON object, or lacks what a decoder needs.</exception>
    public static DecoderConfig Read(string folder)
    {
        try
        {
            return Parse(folder);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new ModelLoadException($"'{ConfigFile}' or '{GenerationFile}' in '{folder}' holds a number that is no token's, or text that is no UTF-8. Download both again.", e);
        }
    }

    private static DecoderConfig Parse(string folder)
    {
        using var document = Open(folder, ConfigFile) ?? throw new ModelLoadException($"'{ConfigFile}' is missing from the model folder '{folder}'. Download the whole folder, not only the ONNX file.");
        var root = document.RootElement;

        // Models of text and images keep what is said of the text apart.
        var text = root.TryGetProperty("text_config", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        using var generation = Open(folder, GenerationFile);
        var made = generation?.RootElement;
        var heads = Need(folder, text, "num_attention_heads", "n_head", "num_heads");
        var hidden = Number(text, "hidden_size", "n_embd", "d_model");
        var odd = text.TryGetProperty("kv_lora_rank", out _);
        var ends = Tokens(made, "eos_token_id");
        return new()
        {
            ModelType = Text(text, "model_type") ?? Text(root, "model_type") ?? "unknown",
            Layers = Need(folder, text, "num_hidden_layers", "n_layer", "num_layers"),
            Heads = heads,
            KeyValueHeads = Number(text, "num_key_value_heads", "num_kv_heads") ?? heads,
            HeadSize = odd ? null : Number(text, "head_dim") ?? (hidden is { } h && heads > 0 ? h / heads : null),
            Vocabulary = Need(folder, text, "vocab_size"),
            Context = Need(folder, text, "max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length", "seq_length", "max_seq_len"),
            EndTokens = ends.Count > 0 ? ends : Tokens(text, "eos_token_id") is { Count: > 0 } own ? own : Tokens(root, "eos_token_id"),
            Sampling = made is { } g && g.TryGetProperty("do_sample", out var sample) && sample.ValueKind == JsonValueKind.True ? Sampling(g) : new() { RepetitionPenalty = Fraction(made, "repetition_penalty") ?? 1 },
        };
    }

    private static SamplingSettings Sampling(JsonElement g) => new()
    {
        Temperature = Fraction(g, "temperature") ?? 1,
        TopK = Number(g, "top_k") ?? 50,
        TopP = Fraction(g, "top_p") ?? 1,
        MinP = Fraction(g, "min_p") ?? 0,
        RepetitionPenalty = Fraction(g, "repetition_penalty") ?? 1,
    };

    private static JsonDocument? Open(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            if (!File.Exists(path))
                return null;
            var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            var kind = document.RootElement.ValueKind;
            document.Dispose();
            throw new ModelLoadException($"'{path}' holds {kind} where an object was expected. Download the file again.");
        }
        catch (JsonException e)
        {
            throw new ModelLoadException($"'{path}' is no JSON at line {e.LineNumber + 1}. Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    private static int Need(string folder, JsonElement config, params ReadOnlySpan<string> names) =>
        Number(config, names) ?? throw new ModelLoadException($"'{ConfigFile}' in '{folder}' has none of {string.Join(", ", names.ToArray())} as a whole number above 0, which a decoder needs. It may describe another kind of model.");

    private static int? Number(JsonElement config, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0)
                return number;
        }

        return null;
    }

    private static float? Fraction(JsonElement? config, string name) =>
        config is { } c && c.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetSingle() : null;

    private static string? Text(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<int> Tokens(JsonElement? config, string name)
    {
        if (config is not { } c || !c.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.Number => [value.GetInt32()],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.GetInt32())],
            _ => [],
        };
    }
}
