namespace Orchestrator.Conversations.Erasure;

/// <summary>How far an erasure of an owner or a tenant has come at one of the nodes, which keep conversations of their own.</summary>
/// <param name="Node">The node.</param>
/// <param name="ConfirmedAt">When its receipt was durable here; null while it is still to come.</param>
/// <param name="Conversations">How many conversations it erased.</param>
/// <param name="Events">How many events of theirs are deleted.</param>
public sealed record NodeErasure(string Node, DateTimeOffset? ConfirmedAt, int Conversations, long Events);
