namespace Orchestrator.Conversations.Budgets;

/// <summary>A process that draws on budgets.</summary>
/// <param name="Name">The silo or node.</param>
/// <param name="Incarnation">Names this start of its process: random. What an earlier start held and did not spend is free again.</param>
public sealed record BudgetHolder(string Name, string Incarnation)
{
    // No node's and no silo's own name has a slash.
    private const string NodePrefix = "node/";

    /// <summary>The charges of its attempts are in a journal of its own: what an earlier start spent is known once it tells.</summary>
    public bool KeepsOwnBooks => Name.StartsWith(NodePrefix, StringComparison.Ordinal);

    /// <summary>The node's id; null for a silo.</summary>
    public string? NodeId => KeepsOwnBooks ? Name[NodePrefix.Length..] : null;

    /// <summary>An edge node.</summary>
    /// <param name="id">The node's id.</param>
    /// <param name="incarnation">This start of its process.</param>
    public static BudgetHolder Node(string id, string incarnation) => new(NodePrefix + id, incarnation);
}
