using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Layout;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>The <c>models bench</c> command.</summary>
internal static class BenchCommand
{
    public static Command Create(Screen screen)
    {
        var folder = new Argument<string>("folder") { Description = "A folder in the Hugging Face layout, or a model that ships." };
        var variant = new Option<string?>("--variant") { Description = "The variant; chosen for this machine when left out." };
        var threads = new Option<int>("--threads") { Description = "Threads, 1 to 256.", DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 1, 8) };
        var prompt = new Option<int>("--prompt") { Description = "Tokens in the prompt, or in an encoder's text, 1 to 100000.", DefaultValueFactory = _ => 128 };
        var tokens = new Option<int>("--tokens") { Description = "Tokens to write, 2 to 100000.", DefaultValueFactory = _ => 64 };
        var runs = new Option<int>("--runs") { Description = "Runs, of which the medians are told, 1 to 1000.", DefaultValueFactory = _ => 3 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var command = new Command("bench", "Measure a model on this machine") { folder, variant, threads, prompt, tokens, runs, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (length, count, times, workers) = (parsed.GetValue(prompt), parsed.GetValue(tokens), parsed.GetValue(runs), parsed.GetValue(threads));
            if (length is < 1 or > 100_000 || count is < 2 or > 100_000 || times is < 1 or > 1000 || workers is < 1 or > 256)
                throw new FormatException("Expected --prompt 1 to 100000, --tokens 2 to 100000, --runs 1 to 1000, --threads 1 to 256.");
            var path = ShippedModels.Find(parsed.GetValue(folder)!);
            if (ShippedModels.Open(() => EncoderInspection.Inspect(path)) is { } encoder)
            {
                if (length > encoder.LongestText)
                    throw new FormatException($"The model reads {encoder.LongestText} tokens; {length} were asked for.");
                var measured = ShippedModels.Open(() => EncoderBenchmark.Run(path, new() { Variant = parsed.GetValue(variant), Threads = workers }, length, times, cancellationToken));
                if (parsed.GetValue(json))
                    screen.Output.WriteLine(Json(measured));
                else
                    Print(measured, length, screen.People);
                return Task.FromResult(0);
            }

            using var model = ShippedModels.Open(() => DecoderModel.Load(
                HuggingFaceFolder.Open(path), new() { Variant = parsed.GetValue(variant), Threads = workers, Context = 0 }));
            if (length + count > model.Context)
                throw new FormatException($"The model's context has {model.Context} tokens; {length + count} were asked for.");
            var result = DecoderBenchmark.Run(model, length, count, times, workers, cancellationToken);
            if (parsed.GetValue(json))
                screen.Output.WriteLine(Json(model, result));
            else
                Print(model, result, screen.People);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(DecoderModel model, BenchmarkResult result, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{model.Variant.Name}[/], cache {(model.SharedBuffer ? "in place" : "copied at each token")}");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"prompt      {result.PrefillPerSecond:0} tokens/s, first token after {result.FirstToken.TotalMilliseconds:0.0} ms");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"answer      {result.DecodePerSecond:0.0} tokens/s, {result.ShareOfBound:P0} of what the memory's {result.BandwidthBytes / 1e9:0.0} GB/s allow for {result.WeightBytes / 1e6:0.0} MB of weights");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"memory      {result.MemoryBytes / 1e6:0} MB in this process");
    }

    private static void Print(EncoderBenchmarkResult result, int length, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"one text    {result.One.TotalMilliseconds:0.0} ms for {length} tokens");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"together    {result.TextsPerSecond:0} texts/s, {result.Together} at once");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"memory      {result.MemoryBytes / 1e6:0} MB in this process");
    }

    private static string Json(EncoderBenchmarkResult result) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"one_ms":{{Math.Round(result.One.TotalMilliseconds, 3)}},"together":{{result.Together}},"texts_per_second":{{Math.Round(result.TextsPerSecond, 1)}},"memory_bytes":{{result.MemoryBytes}}}""");

    private static string Json(DecoderModel model, BenchmarkResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("variant", model.Variant.Name);
            writer.WriteBoolean("shared_buffer", model.SharedBuffer);
            writer.WriteNumber("prefill_per_second", Math.Round(result.PrefillPerSecond, 1));
            writer.WriteNumber("decode_per_second", Math.Round(result.DecodePerSecond, 1));
            writer.WriteNumber("first_token_ms", Math.Round(result.FirstToken.TotalMilliseconds, 3));
            writer.WriteNumber("memory_bytes", result.MemoryBytes);
            writer.WriteNumber("weight_bytes", result.WeightBytes);
            writer.WriteNumber("bandwidth_bytes_per_second", Math.Round(result.BandwidthBytes));
            writer.WriteNumber("share_of_bound", Math.Round(result.ShareOfBound, 4));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
