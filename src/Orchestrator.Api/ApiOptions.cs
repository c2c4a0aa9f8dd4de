using Orchestrator.Api.Access;

namespace Orchestrator.Api;

/// <summary>What the faces are told by their host.</summary>
public sealed class ApiOptions
{
    /// <summary>This process's name, as health answers tell it.</summary>
    /// <value>No default: it must be named.</value>
    public string NodeName { get; set; } = "";

    /// <summary>The zone where text enters through these faces.</summary>
    /// <value>No default: it must be named.</value>
    public Zone EnteredZone { get; set; }

    /// <summary>The API keys that are accepted.</summary>
    /// <value>None by default.</value>
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>
    /// A file with more API keys, as <c>orchestrator api-keys</c> writes it; null for none. It is looked at several times a second, so that a
    /// key that was revoked is refused within a second.
    /// </summary>
    /// <value>Null by default.</value>
    public string? KeyFile { get; set; }

    /// <summary>Whether a caller on this machine needs no key. A wrong key is refused all the same.</summary>
    /// <value>False by default.</value>
    public bool AllowAnonymousLoopback { get; set; }

    /// <summary>Who a caller without a key is.</summary>
    /// <value>Tenant <c>default</c>, owner <c>developer</c>, site <c>home</c>.</value>
    public Caller AnonymousCaller { get; set; } = new("default", "developer", "home", "anonymous");

    /// <summary>The largest request, in bytes, on either face: 1 KiB to 30 MB.</summary>
    /// <value>4 MiB by default.</value>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a client is told to wait before it repeats a call that may then succeed: 1 s to 120 s, whole seconds.</summary>
    /// <value>1 s by default.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}
