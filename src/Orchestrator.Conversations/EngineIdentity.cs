namespace Orchestrator.Conversations;

/// <summary>Who an engine is.</summary>
/// <param name="Origin">The node or cluster, as journals name it.</param>
/// <param name="Entered">The zone where its turns enter.</param>
public sealed record EngineIdentity(string Origin, Zone Entered);
