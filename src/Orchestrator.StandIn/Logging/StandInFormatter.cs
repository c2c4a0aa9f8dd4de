using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.StandIn.Logging;

/// <summary>Begins every log line, the framework's too, with <c>[stand-in]</c>.</summary>
internal sealed class StandInFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "stand-in";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = $"{logEntry.LogLevel} {logEntry.Category}: {logEntry.Formatter(logEntry.State, logEntry.Exception)}";
        if (logEntry.Exception is { } exception)
            text += "\n" + exception;
        foreach (var line in text.Split('\n'))
            textWriter.WriteLine($"[stand-in] {line.TrimEnd('\r')}");
    }
}
