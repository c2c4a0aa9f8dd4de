namespace Orchestrator.Link.Node;

/// <summary>How the link stands.</summary>
/// <param name="Connected">Whether the cluster has welcomed this node and still answers.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastError">Why the link is down, or was last; null when it never was.</param>
/// <param name="Refusal">The cluster's stable reason when it refused this node, such as <c>WRONG_KEY</c>, or <c>SUPERSEDED</c> when another process took this node's place; null otherwise.</param>
public sealed record LinkState(bool Connected, DateTimeOffset Since, string? LastError, string? Refusal = null);
