namespace Orchestrator.Cli.Batch;

/// <summary>A line that cannot be worked on. The message says what is wrong and holds nothing of the text.</summary>
internal sealed class LineException(string message) : Exception(message);
