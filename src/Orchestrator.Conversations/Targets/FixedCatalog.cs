using System.Collections.Immutable;

namespace Orchestrator.Conversations.Targets;

/// <summary>Targets that this process has from start to end, for every tenant: its own models and its own providers.</summary>
public sealed class FixedCatalog : ITargetCatalog
{
    private readonly ImmutableArray<ITargetConnector> _connectors;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="connectors">The connectors.</param>
    public FixedCatalog(IEnumerable<ITargetConnector> connectors) => _connectors = [.. connectors];

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => _connectors;
}
