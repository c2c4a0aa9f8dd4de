using System.Text.Json;
using Orchestrator.Cli.Batch;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>What a model made of a prompt.</summary>
internal sealed record ModelRunResult(string Model, string Text, IReadOnlyList<UnderstoodCall> Calls, long? Tokens, double? Confidence, TimeSpan Took) : ILineResult
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("text", Text);
        writer.WriteStartArray("calls");
        foreach (var call in Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("name", call.Name);
            writer.WriteStartObject("arguments");
            foreach (var (name, value) in call.Arguments)
                writer.WriteString(name, value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (Tokens is { } tokens)
            writer.WriteNumber("tokens", tokens);
        else
            writer.WriteNull("tokens");
        if (Confidence is { } confidence)
            writer.WriteNumber("confidence", Math.Round(confidence, 6));
        else
            writer.WriteNull("confidence");
        writer.WriteNumber("ms", Math.Round(Took.TotalMilliseconds, 3));
    }

    public void Print(IAnsiConsole console)
    {
        console.WriteLine(Text);
        foreach (var call in Calls)
            console.MarkupLineInterpolated($"[grey]understood:[/] {call.Name}({string.Join(", ", call.Arguments.Select(a => $"{a.Key}: {a.Value}"))})");
        console.MarkupLineInterpolated($"[grey]{Model}, {(Confidence is { } c ? $"{c:P0} sure" : "no calibrated confidence")}, {Took.TotalMilliseconds:0.0} ms[/]");
    }
}
