using System.Collections.Immutable;
using Orchestrator.Link.Cluster;
using Orchestrator.Link.Identity;

namespace Orchestrator.Cli.Up;

/// <summary>The development site of a data directory: its key, which only this command holds, and the identities of its two nodes.</summary>
/// <param name="Nodes">What the cluster is told of them.</param>
internal sealed record DevelopmentSite(ImmutableArray<NodeEntry> Nodes)
{
    // Whoever does not start 'up' once in a month is told by health and doctor.
    private static readonly TimeSpan s_renewal = TimeSpan.FromDays(30);

    public const string Tenant = "default", Owner = "developer", Name = "home";

    /// <summary>Reads the site, or makes it on the first run.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or others may read it.</exception>
    public static DevelopmentSite LoadOrCreate(DataDirectory data, TimeProvider time)
    {
        using var key = LoadOrCreate(data.SiteKeyFile, SiteKey.Load, () => SiteKey.Create(Tenant, Name), (k, path) => k.Save(path));
        return new([Node(ProcessConfigs.Gateway, NodeRole.Gateway), Node(ProcessConfigs.Device, NodeRole.Device)]);

        NodeEntry Node(string id, NodeRole role)
        {
            using var identity = LoadOrCreate(
                data.IdentityOf(id), NodeIdentity.Load, () => NodeIdentity.Create(id, role, key, time), (i, path) => i.Save(path));
            if (identity.CertifiedUntil - time.GetUtcNow() < s_renewal && identity.Trust.PublicKey.Span.SequenceEqual(key.PublicKey.Span))
            {
                identity.CertifyAnew(key, time);
                identity.Save(data.IdentityOf(id));
            }

            return identity.Entry;
        }
    }

    private static T LoadOrCreate<T>(string path, Func<string, T> load, Func<T> create, Action<T, string> save)
    {
        if (File.Exists(path))
            return load(path);
        var made = create();
        save(made, path);
        return made;
    }
}
