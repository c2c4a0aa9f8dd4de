using System.Collections.Immutable;

namespace Orchestrator.Cli.Supervision;

/// <summary>A process to keep running.</summary>
internal sealed record ChildSpec
{
    /// <summary>What people call it, such as <c>gateway-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>The program.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Variables that it gets besides ours; null removes one.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Answers 200 when the process is ready.</summary>
    public required Uri Health { get; init; }

    /// <summary>Where its output goes.</summary>
    public required string LogFile { get; init; }
}
