using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Sdk;

/// <summary>What is to be erased, for good: <c>EraseRequest.OfConversation(id)</c>, or an owner, or a tenant.</summary>
public sealed record EraseRequest
{
    private EraseRequest(ErasureScope scope, string subject) => (Scope, Subject) = (scope, subject);

    /// <summary>How much.</summary>
    public ErasureScope Scope { get; }

    /// <summary>The conversation's id, or the owner's or tenant's name.</summary>
    public string Subject { get; }

    /// <summary>
    /// Names the erasure within the tenant: 1 to 128 printable ASCII characters without spaces, and no secret. A repeat under the same id is
    /// the same erasure, and its receipt is found again by it.
    /// </summary>
    /// <value>Null by default: one is made, and the receipt tells it.</value>
    public string? ErasureId { get; init; }

    /// <summary>One conversation of the caller.</summary>
    /// <param name="conversation">The conversation.</param>
    public static EraseRequest OfConversation(ConversationId conversation) => new(ErasureScope.Conversation, conversation.ToString());

    /// <summary>Every conversation that an owner has now; later ones are not touched. Another owner than the caller needs an API key that administers the tenant.</summary>
    /// <param name="owner">The owner.</param>
    public static EraseRequest OfOwner(string owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return new(ErasureScope.Owner, owner);
    }

    /// <summary>Every conversation that the caller's tenant has now; later ones are not touched. It needs an API key that administers the tenant.</summary>
    /// <param name="tenant">The tenant, by name: another than the API key's is not found, so that the wrong key erases nothing.</param>
    public static EraseRequest OfTenant(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return new(ErasureScope.Tenant, tenant);
    }
}
