using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Inference.Encoders;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>What <c>models inspect</c> says of an encoder.</summary>
internal static class EncoderReportOutput
{
    public static void Print(EncoderReport report, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{report.Type}[/]: {Purpose(report)}, reads {report.LongestText} tokens");
        var table = new Table().AddColumns("variant", "size", "weights by type");
        foreach (var variant in report.Variants)
            table.AddRow(new Text(variant.Name), new Text(Megabytes(variant.Bytes)), new Text(variant.Problem is null ? string.Join(", ", variant.WeightBytes.Select(w => $"{w.Key} {Megabytes(w.Value)}")) : "cannot be run"));
        console.Write(table);
        foreach (var variant in report.Variants.Where(v => v.Problem is not null))
            console.MarkupLineInterpolated($"[red]{variant.Problem}[/]");
    }

    public static string Json(EncoderReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("type", report.Type);
            writer.WriteString("encoder", report.Kind.ToString().ToLowerInvariant());
            writer.WriteNumber("longest_text", report.LongestText);
            if (report.Dimensions is { } dimensions)
                writer.WriteNumber("dimensions", dimensions);
            if (report.Pooling is not null)
                writer.WriteString("pooling", report.Pooling);
            writer.WriteStartArray("labels");
            foreach (var label in report.Labels)
                writer.WriteStringValue(label);
            writer.WriteEndArray();
            writer.WriteStartArray("variants");
            foreach (var variant in report.Variants)
                Write(writer, variant);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, EncoderVariant variant)
    {
        writer.WriteStartObject();
        writer.WriteString("name", variant.Name);
        writer.WriteString("file", variant.File);
        writer.WriteNumber("bytes", variant.Bytes);
        writer.WriteStartObject("weights");
        foreach (var (type, bytes) in variant.WeightBytes)
            writer.WriteNumber(type, bytes);
        writer.WriteEndObject();
        if (variant.Problem is not null)
            writer.WriteString("problem", variant.Problem);
        writer.WriteEndObject();
    }

    private static string Purpose(EncoderReport report) => report.Kind switch
    {
        EncoderKind.Sentences => $"embeds texts{(report.Dimensions is { } d ? string.Create(CultureInfo.InvariantCulture, $" in {d} dimensions") : "")} ({report.Pooling})",
        EncoderKind.Texts => $"labels texts ({Names(report.Labels)})",
        _ => $"labels parts of texts ({Names(report.Labels)})",
    };

    private static string Names(IReadOnlyList<string> labels) =>
        labels.Count <= 12 ? string.Join(", ", labels) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", labels.Take(12))} and {labels.Count - 12} more");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
