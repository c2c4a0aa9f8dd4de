namespace Orchestrator.Api.Access;

/// <summary>One API key and whom it stands for. The key itself is nowhere kept.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Names the key in journals and logs.</summary>
    public string Id { get; set; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, 64 hex digits.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Who pays and administers.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>The subject within the tenant.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The place whose nodes serve the caller.</summary>
    public string Site { get; set; } = "";

    /// <summary>Whether the key administers its tenant: it may erase other owners' conversations, and all of the tenant's.</summary>
    /// <value>False by default.</value>
    public bool Admin { get; set; }

    /// <summary>The most calls of turns in a minute: 1 to 1,000,000; null for no limit. Counted in this process.</summary>
    /// <value>Null by default.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>The most tokens in a minute, prompts and answers together: 1 to 1,000,000,000; null for no limit. Counted in this process.</summary>
    /// <value>Null by default.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>What the key may do, names between commas: <c>read</c>, <c>turns</c> (which includes reading), <c>erase</c>, <c>usage</c>, <c>routing</c>, <c>budgets</c>.</summary>
    /// <value>Null by default: <c>turns, erase</c>, and <c>usage</c>, <c>routing</c> and <c>budgets</c> as well when the key administers its tenant.</value>
    public string? Scopes { get; set; }

    /// <summary>When the key ends; null for never.</summary>
    /// <value>Null by default.</value>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>What forbids using these options, naming the field; null when they can be used.</summary>
    public string? Problem() =>
        Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit) ? "Sha256 must be the 64 hex digits of the key's SHA-256, not the key."
        : Id.Length == 0 || Tenant.Length == 0 || Owner.Length == 0 || Site.Length == 0 ? "Id, Tenant, Owner and Site must be named."
        : RequestsPerMinute is < 1 or > 1_000_000 ? "RequestsPerMinute must be 1 to 1000000, or left out for no limit."
        : TokensPerMinute is < 1 or > 1_000_000_000 ? "TokensPerMinute must be 1 to 1000000000, or left out for no limit."
        : Granted() is null ? "Scopes must be names of read, turns, erase, usage, routing and budgets between commas, or left out."
        : null;

    /// <summary>What the key may do; null when <see cref="Scopes"/> names something else.</summary>
    internal ApiScopes? Granted()
    {
        if (Scopes is null)
            return ApiScopes.Turns | ApiScopes.Erase | (Admin ? ApiScopes.Usage | ApiScopes.Routing | ApiScopes.Budgets : ApiScopes.None);
        var granted = ApiScopes.None;
        foreach (var name in Scopes.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !Enum.TryParse<ApiScopes>(name, ignoreCase: true, out var scope) || scope == ApiScopes.None)
                return null;
            granted |= scope;
        }

        return granted;
    }
}
