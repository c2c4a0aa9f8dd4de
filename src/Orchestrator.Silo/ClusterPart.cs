using Orchestrator.Api.Health;

namespace Orchestrator.Silo;

/// <summary>Whether this silo is a member of its Orleans cluster; only then do conversations have their place here.</summary>
internal sealed class ClusterPart(ISiloStatusOracle membership) : IHealthPart
{
    public const string PartName = "cluster";

    public string Name => PartName;

    public PartHealth Read()
    {
        var own = membership.CurrentStatus;
        return own == SiloStatus.Active
            ? PartHealth.Healthy("CLUSTER_ACTIVE", $"{membership.GetApproximateSiloStatuses(onlyActive: true).Count} silo active.")
            : PartHealth.Unhealthy(
                "CLUSTER_NOT_ACTIVE", $"This silo is {own} in its cluster.", "Turns sent here are refused or wait.",
                "Wait while it joins or stops; otherwise see its log for Orleans' reason.");
    }
}
