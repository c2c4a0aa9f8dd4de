using System.Collections.Immutable;

namespace Orchestrator.Conversations.Targets;

/// <summary>All the catalogues of a process as one.</summary>
public sealed class CombinedCatalog : ITargetCatalog
{
    private readonly ImmutableArray<ITargetCatalog> _catalogs;

    /// <summary>Makes the catalogue.</summary>
    /// <param name="catalogs">The catalogues, the nearest first.</param>
    public CombinedCatalog(params ReadOnlySpan<ITargetCatalog> catalogs) => _catalogs = [.. catalogs];

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) =>
        [.. _catalogs.SelectMany(c => c.TargetsOf(tenant, site))];
}
