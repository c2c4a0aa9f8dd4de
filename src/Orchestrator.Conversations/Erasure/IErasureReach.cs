namespace Orchestrator.Conversations.Erasure;

/// <summary>The nodes that have to be told of what is erased here. Thread-safe.</summary>
public interface IErasureReach
{
    /// <summary>The nodes of a tenant, linked or not, in order.</summary>
    /// <param name="tenant">The tenant.</param>
    IReadOnlyList<string> NodesOf(string tenant);

    /// <summary>Told when an erasure is durable. Those who are linked are told now, the others when they come.</summary>
    /// <param name="tenant">Its tenant.</param>
    void Announce(string tenant);
}
