using System.Globalization;
using System.Text;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// Stands for an exception in logs: types, result codes and stacks of it and of its causes, and no message, because a message can quote
/// what was sent (a parser that shows where it stopped, a store that shows a value).
/// </summary>
internal sealed class WordlessException(Exception exception) : Exception(Name(exception))
{
    public override string? StackTrace => exception.StackTrace;

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, exception);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Exception exception)
    {
        text.Append(Name(exception));
        if (exception.StackTrace is { } stack)
            text.Append('\n').Append(stack);
        foreach (var cause in exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : Array.Empty<Exception>().AsReadOnly())
        {
            text.Append("\n ---> ");
            Append(text, cause);
        }
    }

    private static string Name(Exception exception) => string.Create(CultureInfo.InvariantCulture, $"{exception.GetType().FullName} (0x{exception.HResult:X8})");
}
