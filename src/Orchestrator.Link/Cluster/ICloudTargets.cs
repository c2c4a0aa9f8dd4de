using System.Collections.Immutable;

namespace Orchestrator.Link.Cluster;

/// <summary>The providers that the cluster can reach. Thread-safe.</summary>
public interface ICloudTargets
{
    /// <summary>The targets that nodes of a site may use, as they are now; health shows in <see cref="Target.Unavailable"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="site">The site.</param>
    ImmutableArray<CloudTarget> TargetsOf(string tenant, string site);

    /// <summary>Raised after any of them changed, so that nodes are told.</summary>
    event Action? Changed;
}
