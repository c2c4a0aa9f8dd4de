using System.Text.Json;
using Spectre.Console;

namespace Orchestrator.Cli.Batch;

/// <summary>What a command found out about one text.</summary>
internal interface ILineResult
{
    /// <summary>Writes the properties of the result's JSON object.</summary>
    void Write(Utf8JsonWriter writer);

    /// <summary>Prints it for people.</summary>
    void Print(IAnsiConsole console);
}
