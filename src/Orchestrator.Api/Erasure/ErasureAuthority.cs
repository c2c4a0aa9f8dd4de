using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Api.Erasure;

/// <summary>
/// Who may erase what: everybody their own conversations and themselves as owner; another owner, and the tenant, only a key that
/// administers the tenant. Nobody reaches into another tenant.
/// </summary>
internal static class ErasureAuthority
{
    public static ErasureRequest Conversation(Caller caller, string erasureId, ConversationId conversation) =>
        new() { ErasureId = erasureId, Tenant = caller.Tenant, Scope = ErasureScope.Conversation, Owner = caller.Owner, Conversation = conversation };

    /// <exception cref="OrchestratorException">The key may not, or the name is empty.</exception>
    public static ErasureRequest Owner(Caller caller, bool admin, string erasureId, string owner)
    {
        if (owner.Length == 0)
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The owner to erase has a name.", "owner");
        if (!admin && owner != caller.Owner)
            throw Denied($"API key '{caller.KeyId}' erases its own owner '{caller.Owner}' only; another owner needs a key that administers the tenant.", "owner");
        return new() { ErasureId = erasureId, Tenant = caller.Tenant, Scope = ErasureScope.Owner, Owner = owner };
    }

    /// <exception cref="OrchestratorException">The key may not, or it is of another tenant.</exception>
    public static ErasureRequest Tenant(Caller caller, bool admin, string erasureId, string tenant)
    {
        if (tenant != caller.Tenant)
            throw new OrchestratorException(ErrorReason.NotFound, $"This API key knows no such tenant: its own is '{caller.Tenant}'.", "tenant");
        if (!admin)
            throw Denied($"API key '{caller.KeyId}' does not administer the tenant '{caller.Tenant}', and erasing all of it needs one that does.", "tenant");
        return new() { ErasureId = erasureId, Tenant = caller.Tenant, Scope = ErasureScope.Tenant };
    }

    /// <summary>Whether the caller may be told of an erasure of its tenant.</summary>
    public static bool MaySee(Caller caller, bool admin, ErasureReceipt receipt) =>
        receipt.Tenant == caller.Tenant && (admin || receipt.Owner == caller.Owner);

    private static OrchestratorException Denied(string message, string field) => new(ErrorReason.PermissionDenied, message, field);
}
