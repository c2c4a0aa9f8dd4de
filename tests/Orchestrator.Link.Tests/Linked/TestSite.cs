using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A site's key and the identities of its nodes.</summary>
internal sealed class TestSite(string tenant = "default", string site = "home") : IDisposable
{
    public SiteKey Key { get; } = SiteKey.Create(tenant, site);

    public NodeIdentity Node(string id, NodeRole role) => NodeIdentity.Create(id, role, Key, TimeProvider.System);

    public void Dispose() => Key.Dispose();
}
