using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>A text whose sensitive spans are known.</summary>
public sealed record LabelledText
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Which template the text was made from; texts of one template are alike, so they are never split.</summary>
    public int Template { get; init; }

    /// <summary>What is sensitive in it.</summary>
    public required ImmutableArray<LabelledSpan> Spans { get; init; }

    /// <summary>Reads JSON Lines of <c>{"text","template","spans":[{"type","start","end"}]}</c>.</summary>
    /// <param name="lines">The lines.</param>
    /// <exception cref="FormatException">A line is none of these; the message names its number and holds none of it.</exception>
    public static IReadOnlyList<LabelledText> Read(IEnumerable<string> lines)
    {
        var texts = new List<LabelledText>();
        foreach (var line in lines)
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                texts.Add(new()
                {
                    Text = root.GetProperty("text").GetString()!,
                    Template = root.TryGetProperty("template", out var template) ? template.GetInt32() : texts.Count,
                    Spans = [.. root.GetProperty("spans").EnumerateArray().Select(static span => new LabelledSpan(
                        span.GetProperty("type").GetString()!, span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32()))],
                });
            }
            catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new FormatException($"Line {texts.Count + 1} is no labelled text: expected {{\"text\",\"spans\":[{{\"type\",\"start\",\"end\"}}]}}.");
            }
        }

        return texts;
    }
}
