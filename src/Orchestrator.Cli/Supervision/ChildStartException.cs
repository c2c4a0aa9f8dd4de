namespace Orchestrator.Cli.Supervision;

/// <summary>A child did not become ready.</summary>
internal sealed class ChildStartException(ChildSpec child, string message, IReadOnlyList<string> lastLines) : Exception(message)
{
    public ChildSpec Child { get; } = child;

    /// <summary>The last lines that it wrote.</summary>
    public IReadOnlyList<string> LastLines { get; } = lastLines;
}
