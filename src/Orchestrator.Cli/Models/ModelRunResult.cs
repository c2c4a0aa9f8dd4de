using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Cli.Batch;
using Spectre.Console;

namespace Orchestrator.Cli.Models;

/// <summary>What a model made of a prompt.</summary>
internal sealed record ModelRunResult(string Model, string Text, IReadOnlyList<UnderstoodCall> Calls, long? Tokens, double? Confidence, TimeSpan Took) : ILineResult
{
    /// <summary>Why it ended: <c>stop</c>, <c>tool_calls</c>, or <c>length</c> when it was cut off.</summary>
    public string? Finish { get; init; }

    /// <summary>What kind of answer it is; null unless asked for.</summary>
    public string? Domain { get; init; }

    /// <summary>What its tokens say of it; null unless asked for.</summary>
    public IReadOnlyList<double>? Signals { get; init; }

    /// <summary>How likely it is to be wrong; null for a model that was not calibrated for that.</summary>
    public AnswerRisk? Risk { get; init; }

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
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("finish_reason", Finish);
        if (Tokens is { } tokens)
            writer.WriteNumber("tokens", tokens);
        else
            writer.WriteNull("tokens");
        if (Confidence is { } confidence)
            writer.WriteNumber("confidence", Math.Round(confidence, 6));
        else
            writer.WriteNull("confidence");
        writer.WriteNumber("ms", Math.Round(Took.TotalMilliseconds, 3));
        if (Risk is not null)
            writer.WriteNumber("risk", Math.Round(Risk.Alone, 4));
        if (Signals is null)
            return;
        writer.WriteString("domain", Domain);
        writer.WriteStartArray("signals");
        foreach (var signal in Signals)
            writer.WriteNumberValue(Math.Round(signal, 6));
        writer.WriteEndArray();
    }

    public void Print(IAnsiConsole console)
    {
        console.WriteLine(Text);
        foreach (var call in Calls)
            console.MarkupLineInterpolated($"[grey]understood:[/] {call.Name}({string.Join(", ", call.Arguments.Select(a => $"{a.Key}: {a.Value}"))})");
        if (Finish == "length")
            console.MarkupLine("[yellow]cut off: the answer may have no more tokens[/]");
        console.MarkupLineInterpolated($"[grey]{Model}, {(Confidence is { } c ? $"{c:P0} sure" : "no calibrated confidence")}, {Took.TotalMilliseconds:0.0} ms[/]");
    }
}
