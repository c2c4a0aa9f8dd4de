namespace Orchestrator.Link.Tests.Faults;

/// <summary>The three ways of a request over links.</summary>
public enum Route
{
    /// <summary>The cluster asks its gateway.</summary>
    ClusterToGateway,

    /// <summary>A device asks a gateway, sealed, through the cluster.</summary>
    DeviceToGateway,

    /// <summary>A device asks a provider through the cluster.</summary>
    DeviceToCloud,
}
