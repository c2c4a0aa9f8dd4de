using System.Text.Json;

namespace Orchestrator.Cli.Batch;

internal static class LabelJson
{
    /// <summary>Writes <c>"label":{"level","categories"}</c>.</summary>
    public static void WriteLabel(this Utf8JsonWriter writer, Label label)
    {
        writer.WriteStartObject("label");
        writer.WriteString("level", LevelName(label));
        writer.WriteStartArray("categories");
        foreach (var category in label.Categories)
            writer.WriteStringValue(category);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static string LevelName(Label label) => label.Level.ToString().ToLowerInvariant();

    public static string Describe(Label label) =>
        label.Categories.IsEmpty ? LevelName(label) : $"{LevelName(label)} ({string.Join(", ", label.Categories)})";
}
