using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using NSec.Cryptography;
using Orchestrator.Link.Sealing;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Identity;

/// <summary>
/// The key of a site (Ed25519): it vouches for the sealing keys of the site's nodes. Whoever sets up the site holds it; the
/// cluster never does. Thread-safe.
/// </summary>
public sealed class SiteKey : IDisposable
{
    private readonly Key _key;

    private SiteKey(string tenant, string site, Key key) => (Tenant, Site, _key) = (tenant, site, key);

    /// <summary>The tenant that the site belongs to.</summary>
    public string Tenant { get; }

    /// <summary>The site.</summary>
    public string Site { get; }

    /// <summary>What its nodes need to verify certificates: 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>Makes a new key.</summary>
    /// <param name="tenant">The tenant that the site belongs to.</param>
    /// <param name="site">The site.</param>
    public static SiteKey Create(string tenant, string site)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        ArgumentException.ThrowIfNullOrEmpty(site);
        return new(tenant, site, Key.Create(SignatureAlgorithm.Ed25519, Exportable));
    }

    /// <summary>Reads a key that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file holds no site key, or others may read it.</exception>
    public static SiteKey Load(string path)
    {
        var file = PrivateFile.Load(path, IdentityJson.Default.SiteKeyFile, "a site key");
        if (file is not { Version: 1, Tenant.Length: > 0, Site.Length: > 0 } || !Key.TryImport(SignatureAlgorithm.Ed25519, file.SigningKey, KeyBlobFormat.RawPrivateKey, out var key, Exportable) || key is null)
            throw new InvalidDataException($"'{path}' does not hold a site key of version 1.");
        return new(file.Tenant, file.Site, key);
    }

    /// <summary>Writes the key to a file that only its owner may read.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    public void Save(string path) =>
        PrivateFile.Save(path, new SiteKeyFile(1, Tenant, Site, _key.Export(KeyBlobFormat.RawPrivateKey)), IdentityJson.Default.SiteKeyFile);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving };

    /// <summary>Certifies a sealing key.</summary>
    internal CertifiedKey Certify(KeyCertificate certificate)
    {
        var bytes = certificate.ToByteArray();
        return new()
        {
            Certificate = ByteString.CopyFrom(bytes),
            Signature = ByteString.CopyFrom(SignatureAlgorithm.Ed25519.Sign(_key, SiteTrust.Signed(bytes))),
        };
    }

    internal CertifiedKey Certify(string node, NodeRole role, ReadOnlyMemory<byte> publicKey, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        Certify(new KeyCertificate
        {
            Node = node,
            Role = (Protocol.V1.NodeRole)role,
            Tenant = Tenant,
            Site = Site,
            PublicKey = ByteString.CopyFrom(publicKey.Span),
            NotBefore = Timestamp.FromDateTimeOffset(notBefore),
            NotAfter = Timestamp.FromDateTimeOffset(notAfter),
        });
}
