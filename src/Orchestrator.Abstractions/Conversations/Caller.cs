namespace Orchestrator;

/// <summary>An authenticated caller.</summary>
/// <param name="Tenant">Who pays and administers.</param>
/// <param name="Owner">The subject within the tenant whose conversations these are.</param>
/// <param name="Site">The place whose nodes serve this caller.</param>
/// <param name="KeyId">Which API key was shown; never the key itself.</param>
public sealed record Caller(string Tenant, string Owner, string Site, string KeyId);
