using System.Globalization;
using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Encoders;

/// <summary>The names of a classifier's labels, from <c>id2label</c>.</summary>
internal static class LabelNames
{
    /// <exception cref="ModelLoadException">The configuration has none, or leaves gaps.</exception>
    public static IReadOnlyList<string> Read(EncoderFolder folder)
    {
        var names = new SortedDictionary<int, string>();
        if (folder.Config.TryGetProperty("id2label", out var labels) && labels.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in labels.EnumerateObject())
            {
                if (int.TryParse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && label.Value.ValueKind == JsonValueKind.String)
                    names[id] = label.Value.GetString()!;
            }
        }

        return names.Count > 0 && names.Keys.SequenceEqual(Enumerable.Range(0, names.Count)) ? [.. names.Values]
            : throw new ModelLoadException($"'config.json' in '{folder.Path}' names no labels from 0 on in 'id2label', which a classifier needs. Download the whole folder again.");
    }
}
