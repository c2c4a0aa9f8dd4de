using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Layout;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>The <c>models inspect</c> command.</summary>
internal static class InspectCommand
{
    public static Command Create(Screen screen)
    {
        var folder = new Argument<string>("folder") { Description = "A folder in the Hugging Face layout, or a model that ships." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var command = new Command("inspect", "Look into a model's folder without loading it: variants, sizes, context, memory") { folder, json };
        command.SetAction(parsed =>
        {
            var path = ShippedModels.Find(parsed.GetValue(folder)!);
            if (!File.Exists(Path.Combine(path, "config.json")) && File.Exists(Path.Combine(path, "model.json")))
                throw new FormatException($"'{path}' is a model of Orchestrator's own kind, without a config.json: its README.md and model.json tell what it is, and 'models run' runs it.");
            if (ShippedModels.Open(() => EncoderInspection.Inspect(path)) is { } encoder)
            {
                if (parsed.GetValue(json))
                    screen.Output.WriteLine(EncoderReportOutput.Json(encoder));
                else
                    EncoderReportOutput.Print(encoder, screen.People);
                return encoder.Variants.Any(v => v.Problem is null) ? 0 : 1;
            }

            var found = ShippedModels.Open(() => HuggingFaceFolder.Open(path));
            var reports = FolderInspection.Inspect(found);
            if (parsed.GetValue(json))
                screen.Output.WriteLine(Json(found, reports));
            else
                Print(found, reports, screen.People);
            return reports.Any(r => r.Problem is null) ? 0 : 1;
        });
        return command;
    }

    private static void Print(HuggingFaceFolder folder, IReadOnlyList<VariantReport> reports, IAnsiConsole console)
    {
        var config = folder.Config;
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{config.ModelType}[/]: {config.Layers} layers, {config.Heads} heads ({config.KeyValueHeads} for keys and values) of {config.HeadSize}, vocabulary {config.Vocabulary}, context {config.Context}");
        var table = new Table().AddColumns("variant", "size", "weights by type", "cache a token", "memory with 4096 tokens", "cache kept");
        foreach (var report in reports)
        {
            table.AddRow(
                new Text(report.Variant.Name),
                new Text(Megabytes(report.Variant.Bytes)),
                new Text(string.Join(", ", report.WeightBytes.Select(w => $"{w.Key} {Megabytes(w.Value)}"))),
                new Text(report.Problem is null ? $"{report.CacheBytesPerToken / 1024.0:0.0} kB" : "-"),
                new Text(report.Problem is null ? Megabytes(Memory(folder, report)) : "-"),
                new Text(report.Problem is not null ? "cannot be run" : report.SharedBuffer ? "in place" : "copied at each token"));
        }

        console.Write(table);
        foreach (var report in reports.Where(r => r.Problem is not null))
            console.MarkupLineInterpolated($"[red]{report.Problem}[/]");
    }

    private static string Json(HuggingFaceFolder folder, IReadOnlyList<VariantReport> reports)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("type", folder.Config.ModelType);
            writer.WriteNumber("layers", folder.Config.Layers);
            writer.WriteNumber("heads", folder.Config.Heads);
            writer.WriteNumber("key_value_heads", folder.Config.KeyValueHeads);
            writer.WriteNumber("vocabulary", folder.Config.Vocabulary);
            writer.WriteNumber("context", folder.Config.Context);
            writer.WriteStartArray("variants");
            foreach (var report in reports)
                Write(writer, folder, report);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, HuggingFaceFolder folder, VariantReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("name", report.Variant.Name);
        writer.WriteString("file", report.Variant.File);
        writer.WriteNumber("bytes", report.Variant.Bytes);
        writer.WriteStartObject("weights");
        foreach (var (type, bytes) in report.WeightBytes)
            writer.WriteNumber(type, bytes);
        writer.WriteEndObject();
        writer.WriteNumber("cache_bytes_per_token", report.CacheBytesPerToken);
        writer.WriteNumber("expected_memory_bytes", Memory(folder, report));
        writer.WriteBoolean("shared_buffer", report.SharedBuffer);
        if (report.Problem is not null)
            writer.WriteString("problem", report.Problem);
        writer.WriteEndObject();
    }

    private static long Memory(HuggingFaceFolder folder, VariantReport report) =>
        HuggingFaceFolder.Expected(report.Variant) + report.CacheBytesPerToken * Math.Min(4096, folder.Config.Context);

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
