namespace Orchestrator.Conversations.Erasure;

/// <summary>How much one erasure takes.</summary>
public enum ErasureScope
{
    /// <summary>One conversation.</summary>
    Conversation = 0,

    /// <summary>Every conversation that an owner has when the erasure begins.</summary>
    Owner = 1,

    /// <summary>Every conversation that a tenant has when the erasure begins.</summary>
    Tenant = 2,
}
