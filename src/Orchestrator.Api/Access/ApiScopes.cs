namespace Orchestrator.Api.Access;

/// <summary>What a key may do.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read conversations, turns and models.</summary>
    Read = 1,

    /// <summary>Begin and cancel turns, and read.</summary>
    Turns = 2 | Read,

    /// <summary>Erase what the key's owner has; of others only with <see cref="ApiKeyOptions.Admin"/>.</summary>
    Erase = 4,

    /// <summary>Read what the whole tenant used and spent.</summary>
    Usage = 8,

    /// <summary>See and reset what the router learned for the whole tenant.</summary>
    Routing = 16,

    /// <summary>Free what a lost node holds of the tenant's budgets.</summary>
    Budgets = 32,
}
