using System.Security.Cryptography;
using Google.Protobuf;
using NSec.Cryptography;
using Orchestrator.Link.Cluster;
using Orchestrator.Link.Sealing;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Identity;

/// <summary>
/// Who a node is and the keys that prove it: a bearer key for the link, an Ed25519 key that signs clearances, an X25519 key
/// that others seal to, its certificate, and the site's public key. Thread-safe.
/// </summary>
public sealed class NodeIdentity : IDisposable
{
    private NodeIdentity(NodeIdentityFile file, Key signing, Key sealing, CertifiedKey certificate)
    {
        (Node, Role, Tenant, Site, LinkKey) = (file.Node, file.Role, file.Tenant, file.Site, file.Key);
        (Signing, Sealing, Certificate) = (signing, sealing, certificate);
        Trust = new SiteTrust(file.SitePublicKey, file.Tenant, file.Site);
    }

    /// <summary>The node's id.</summary>
    public string Node { get; }

    /// <summary>What it is.</summary>
    public NodeRole Role { get; }

    /// <summary>The tenant that it belongs to.</summary>
    public string Tenant { get; }

    /// <summary>The site that it stands in.</summary>
    public string Site { get; }

    /// <summary>Which certificates this node accepts: those of its own site.</summary>
    public SiteTrust Trust { get; }

    /// <summary>What the cluster must know of this node to let it in. It holds no secret.</summary>
    public NodeEntry Entry => new()
    {
        Id = Node,
        Role = Role,
        Tenant = Tenant,
        Site = Site,
        KeyHash = NodeEntry.HashOf(LinkKey),
        SigningKey = Convert.ToBase64String(Signing.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
    };

    internal string LinkKey { get; }

    internal Key Signing { get; }

    internal Key Sealing { get; }

    /// <summary>Until when others of the site seal to this node, and open what it sealed.</summary>
    public DateTimeOffset CertifiedUntil => KeyCertificate.Parser.ParseFrom(Certificate.Certificate).NotAfter?.ToDateTimeOffset() ?? default;

    internal CertifiedKey Certificate { get; private set; }

    /// <summary>Makes the identity of a new node of a site.</summary>
    /// <param name="node">The node's id: letters, digits, '-', '_' or '.', at most 64.</param>
    /// <param name="role">What it is.</param>
    /// <param name="siteKey">The site's key, which certifies the node's.</param>
    /// <param name="time">The clock that the certificate begins at.</param>
    /// <param name="validity">How long the certificate is valid; a year when not given. It begins a day early, for clocks that are behind.</param>
    public static NodeIdentity Create(string node, NodeRole role, SiteKey siteKey, TimeProvider time, TimeSpan? validity = null)
    {
        ArgumentNullException.ThrowIfNull(siteKey);
        ArgumentNullException.ThrowIfNull(time);
        if (!NodeEntry.IsId(node))
            throw new ArgumentException($"'{node}' cannot name a node: use letters, digits, '-', '_' or '.', at most 64.", nameof(node));

        var signing = Key.Create(SignatureAlgorithm.Ed25519, SiteKey.Exportable);
        var sealing = Key.Create(KeyAgreementAlgorithm.X25519, SiteKey.Exportable);
        var certificate = Certify(siteKey, node, role, sealing, time, validity);
        var key = "on-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return new(
            new(1, node, role, siteKey.Tenant, siteKey.Site, key, [], [], [], siteKey.PublicKey.ToArray()), signing, sealing, certificate);
    }

    /// <summary>Takes a new certificate for the same keys, before the one it has expires; <see cref="Save"/> keeps it.</summary>
    /// <param name="siteKey">The key of the node's own site.</param>
    /// <param name="time">The clock that the certificate begins at.</param>
    /// <param name="validity">As in <see cref="Create"/>.</param>
    /// <exception cref="ArgumentException">It is another site's key.</exception>
    public void CertifyAnew(SiteKey siteKey, TimeProvider time, TimeSpan? validity = null)
    {
        ArgumentNullException.ThrowIfNull(siteKey);
        ArgumentNullException.ThrowIfNull(time);
        if (!siteKey.PublicKey.Span.SequenceEqual(Trust.PublicKey.Span))
            throw new ArgumentException($"This is not the key of the site that node {Node} belongs to.", nameof(siteKey));
        Certificate = Certify(siteKey, Node, Role, Sealing, time, validity);
    }

    /// <summary>Reads an identity that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file holds no identity, or others may read it.</exception>
    public static NodeIdentity Load(string path)
    {
        var file = PrivateFile.Load(path, IdentityJson.Default.NodeIdentityFile, "a node's identity");
        try
        {
            if (file is { Version: 1, Tenant.Length: > 0, Site.Length: > 0, Key.Length: > 0 } && NodeEntry.IsId(file.Node) && System.Enum.IsDefined(file.Role)
                && Key.TryImport(SignatureAlgorithm.Ed25519, file.SigningKey, KeyBlobFormat.RawPrivateKey, out var signing, SiteKey.Exportable) && signing is not null
                && Key.TryImport(KeyAgreementAlgorithm.X25519, file.SealingKey, KeyBlobFormat.RawPrivateKey, out var sealing, SiteKey.Exportable) && sealing is not null)
            {
                var identity = new NodeIdentity(file, signing, sealing, CertifiedKey.Parser.ParseFrom(file.Certificate));
                _ = identity.CertifiedUntil;
                return identity;
            }
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' does not hold a node's identity: a key or the certificate is malformed.", malformed);
        }

        throw new InvalidDataException($"'{path}' does not hold a node's identity of version 1.");
    }

    /// <summary>Writes the identity to a file that only its owner may read.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    public void Save(string path) => PrivateFile.Save(
        path,
        new NodeIdentityFile(
            1, Node, Role, Tenant, Site, LinkKey,
            Signing.Export(KeyBlobFormat.RawPrivateKey), Sealing.Export(KeyBlobFormat.RawPrivateKey),
            Certificate.ToByteArray(), Trust.PublicKey.ToArray()),
        IdentityJson.Default.NodeIdentityFile);

    private static CertifiedKey Certify(SiteKey siteKey, string node, NodeRole role, Key sealing, TimeProvider time, TimeSpan? validity)
    {
        var now = time.GetUtcNow();
        return siteKey.Certify(node, role, sealing.PublicKey.Export(KeyBlobFormat.RawPublicKey), now.AddDays(-1), now + (validity ?? TimeSpan.FromDays(365)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Signing.Dispose();
        Sealing.Dispose();
    }
}
