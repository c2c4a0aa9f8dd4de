using System.CommandLine;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.Batch;

/// <summary>The shape that commands about texts share: a text as an argument or on standard input, or <c>--jsonl</c> for many.</summary>
internal sealed class TextCommand
{
    private readonly string _field;
    private readonly Argument<string?> _text;
    private readonly Option<bool> _lines;
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object instead of a table." };

    /// <param name="command">The command, which gets the shared argument and options.</param>
    /// <param name="field">The input lines' property and the argument's name.</param>
    public TextCommand(Command command, string field)
    {
        _field = field;
        _text = new(field) { Description = $"The {field}; read from standard input when left out.", Arity = ArgumentArity.ZeroOrOne };
        _lines = new("--jsonl") { Description = $"Read lines of {{\"id\",\"{field}\"}} from standard input and write a line for each; exit code 1 if one was bad." };
        command.Add(_text);
        command.Add(_lines);
        command.Add(_json);
    }

    public async Task<int> RunAsync(ParseResult parsed, Screen screen, Func<string, CancellationToken, Task<ILineResult>> work, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_lines))
        {
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            return await new JsonLines(_field, work).RunAsync(input, output, cancellationToken);
        }

        var text = parsed.GetValue(_text) ?? await ReadAsync(_field, "or use --jsonl", cancellationToken);
        try
        {
            var result = await work(text, cancellationToken);
            if (parsed.GetValue(_json))
                screen.Output.WriteLine(Json(result));
            else
                result.Print(screen.People);
            return 0;
        }
        catch (Exception exception) when (exception is LineException or OrchestratorException or Orchestrator.Privacy.AnalysisFailedException)
        {
            screen.Errors.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return 1;
        }
    }

    private static string Json(ILineResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            result.Write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The text on standard input, without the line's end behind it.</summary>
    /// <param name="field">What it is called.</param>
    /// <param name="otherwise">What else could be done; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FormatException">Somebody sits at a terminal, and would wait for ever.</exception>
    public static async Task<string> ReadAsync(string field, string? otherwise, CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
            throw new FormatException($"Give a {field}, or send it on standard input{(otherwise is null ? "" : $", {otherwise}")}.");
        using var reader = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        return (await reader.ReadToEndAsync(cancellationToken)).TrimEnd('\r', '\n');
    }
}
