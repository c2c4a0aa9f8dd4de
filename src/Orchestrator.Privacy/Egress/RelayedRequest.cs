namespace Orchestrator.Privacy;

/// <summary>A request that another node cleared and this one passes on unchanged.</summary>
/// <param name="Clearance">The clearance that was verified.</param>
public sealed record RelayedRequest(Clearance Clearance);
