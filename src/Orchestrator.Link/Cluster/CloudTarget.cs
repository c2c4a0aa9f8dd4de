namespace Orchestrator.Link.Cluster;

/// <summary>A provider's target as the cluster offers it to nodes.</summary>
/// <param name="Target">The target, in a cloud's zone, with nothing on the way.</param>
/// <param name="UseMaxCompletionTokens">The request's body writes its limit of tokens as <c>max_completion_tokens</c>.</param>
public sealed record CloudTarget(Target Target, bool UseMaxCompletionTokens = false);
