using System.Collections.Immutable;

namespace Orchestrator.Conversations.Targets;

/// <summary>All the catalogues of a process as one.</summary>
internal sealed class CombinedCatalog(IEnumerable<ITargetCatalog> catalogs) : ITargetCatalog
{
    private readonly ImmutableArray<ITargetCatalog> _catalogs = [.. catalogs];

    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) =>
        _catalogs.Length == 1 ? _catalogs[0].TargetsOf(tenant, site) : [.. _catalogs.SelectMany(c => c.TargetsOf(tenant, site))];
}
