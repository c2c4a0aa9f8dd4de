using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Templates;

/// <summary>Where a model folder keeps its chat template.</summary>
internal static class TemplateFile
{
    private const string Apart = "chat_template.jinja", Folder = "additional_chat_templates", Config = "tokenizer_config.json", Json = "chat_template.json";

    /// <exception cref="ModelLoadException">A file cannot be read.</exception>
    public static (string File, string Source)? Find(string folder, string? name)
    {
        var wanted = name is null or "default" ? Path.Combine(folder, Apart) : Path.Combine(folder, Folder, Path.GetFileName(name) + ".jinja");
        try
        {
            if (File.Exists(wanted))
                return (wanted, File.ReadAllText(wanted));
            return Inside(Path.Combine(folder, Json), name) ?? Inside(Path.Combine(folder, Config), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"The chat template in '{folder}' cannot be read ({e.GetType().Name}). Check permissions and the disk.", e);
        }
    }

    private static (string, string)? Inside(string file, string? name)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("chat_template", out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String)
                return (file, value.GetString()!);
            if (value.ValueKind != JsonValueKind.Array)
                return null;
            foreach (var one in value.EnumerateArray())
            {
                if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("name", out var its) && its.ValueEquals(name ?? "default")
                    && one.TryGetProperty("template", out var source) && source.ValueKind == JsonValueKind.String)
                    return (file, source.GetString()!);
            }

            return null;
        }
        catch (JsonException e)
        {
            throw new ModelLoadException($"'{file}' is no JSON at line {e.LineNumber + 1}. Download the file again.", e);
        }
    }
}
