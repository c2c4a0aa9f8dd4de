using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Inference.Encoders;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>What an encoder made of a text: numbers, labels, or labelled parts.</summary>
internal sealed record EncoderRunResult : ILineResult
{
    private const int Shown = 8;

    public ReadOnlyMemory<float>? Vector { get; init; }

    public IReadOnlyList<LabelScore>? Labels { get; init; }

    /// <summary>The parts and what they say.</summary>
    public IReadOnlyList<(LabelledPart Part, string Text)>? Parts { get; init; }

    public TimeSpan Took { get; init; }

    public void Write(Utf8JsonWriter writer)
    {
        if (Vector is { } vector)
        {
            writer.WriteStartArray("embedding");
            foreach (var number in vector.Span)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        if (Labels is not null)
        {
            writer.WriteStartArray("labels");
            foreach (var (label, score) in Labels)
            {
                writer.WriteStartObject();
                writer.WriteString("label", label);
                writer.WriteNumber("score", Math.Round(score, 6));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (Parts is not null)
        {
            writer.WriteStartArray("parts");
            foreach (var (part, text) in Parts)
            {
                writer.WriteStartObject();
                writer.WriteString("label", part.Label);
                writer.WriteNumber("start", part.Start);
                writer.WriteNumber("end", part.End);
                writer.WriteString("text", text);
                writer.WriteNumber("score", Math.Round(part.Score, 6));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteNumber("ms", Math.Round(Took.TotalMilliseconds, 3));
    }

    public void Print(IAnsiConsole console)
    {
        if (Vector is { } vector)
            console.WriteLine($"{string.Join(", ", vector.Span[..Math.Min(Shown, vector.Length)].ToArray().Select(static n => n.ToString("0.0000", CultureInfo.InvariantCulture)))}{(vector.Length > Shown ? ", …" : "")}");
        foreach (var (label, score) in Labels ?? [])
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{label} [grey]{score:P0}[/]");
        foreach (var (part, text) in Parts ?? [])
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{part.Label}: {text} [grey]{part.Score:P0}[/]");
        if (Parts is { Count: 0 })
            console.MarkupLine("[grey]no part has a label[/]");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{(Vector is { } v ? $"{v.Length} dimensions, all of them with --json, " : "")}{Took.TotalMilliseconds:0.0} ms[/]");
    }
}
