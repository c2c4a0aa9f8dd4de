using Orchestrator.Protocol.Providers;

namespace Orchestrator.Link.Cluster;

/// <summary>A provider's target as the cluster offers it to nodes.</summary>
/// <param name="Target">The target, in a cloud's zone, with nothing on the way.</param>
/// <param name="Form">How the request's body is written.</param>
public sealed record CloudTarget(Target Target, RequestForm Form);
