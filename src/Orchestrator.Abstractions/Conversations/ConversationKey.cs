namespace Orchestrator;

/// <summary>Where a conversation is kept: its tenant and its id.</summary>
/// <param name="Tenant">Who pays and administers.</param>
/// <param name="Id">The conversation.</param>
public readonly record struct ConversationKey(string Tenant, ConversationId Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Id}";
}
