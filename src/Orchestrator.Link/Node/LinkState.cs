namespace Orchestrator.Link.Node;

/// <summary>How the link stands.</summary>
/// <param name="Connected">Whether the cluster has welcomed this node and still answers.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastError">Why the link is down, or was last; null when it never was.</param>
public sealed record LinkState(bool Connected, DateTimeOffset Since, string? LastError);
