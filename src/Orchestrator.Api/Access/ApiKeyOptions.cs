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
}
