namespace Orchestrator.Conversations.Targets;

/// <summary>Names one attempt of one turn towards whoever executes it. It holds no conversation id and nothing of the text.</summary>
/// <param name="Id">Random, 32 hex digits, new for every attempt.</param>
/// <param name="Tenant">Who is metered.</param>
/// <param name="Site">The place whose nodes may serve it.</param>
public sealed record Invocation(string Id, string Tenant, string Site)
{
    /// <summary>Whose API key is metered; empty when nobody asked.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>What was set aside of budgets for it, in US dollars; 0 when none applies.</summary>
    public decimal Reserved { get; init; }
}
