using System.Collections.Immutable;

namespace Orchestrator.Conversations.Targets;

/// <summary>The targets that this process can reach, local ones and those that links and providers offer. Thread-safe.</summary>
public interface ITargetCatalog
{
    /// <summary>The targets for a caller of this tenant and site, as they are now.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="site">The site.</param>
    ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site);
}
