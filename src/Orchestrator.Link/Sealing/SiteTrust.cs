using Google.Protobuf;
using NSec.Cryptography;
using Orchestrator.Protocol.V1;
using PublicKey = NSec.Cryptography.PublicKey;

namespace Orchestrator.Link.Sealing;

/// <summary>Decides which sealing keys are to be trusted: those that the site's key certified. Thread-safe.</summary>
public sealed class SiteTrust
{
    private static readonly byte[] Context = "orchestrator sealing certificate v1\0"u8.ToArray();

    private readonly PublicKey _site;
    private readonly string _tenant;
    private readonly string _siteName;

    /// <summary>Trusts one site.</summary>
    /// <param name="publicKey">The site's Ed25519 key, 32 bytes.</param>
    /// <param name="tenant">The tenant that it belongs to.</param>
    /// <param name="site">The site.</param>
    /// <exception cref="ArgumentException">The key is no Ed25519 key.</exception>
    public SiteTrust(ReadOnlyMemory<byte> publicKey, string tenant, string site)
    {
        if (!NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey.Span, KeyBlobFormat.RawPublicKey, out var key) || key is null)
            throw new ArgumentException("The site's key is no Ed25519 public key of 32 bytes.", nameof(publicKey));
        (_site, _tenant, _siteName) = (key, tenant, site);
    }

    /// <summary>The site's Ed25519 key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _site.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>What a site's key signs to certify these bytes.</summary>
    internal static byte[] Signed(ReadOnlySpan<byte> certificate) => [.. Context, .. certificate];

    /// <summary>The key of a certificate, if everything about it holds.</summary>
    /// <param name="certified">What a node showed, or the cluster passed on.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SealException">Something does not hold; the message says what.</exception>
    internal SealingCertificate Verify(CertifiedKey? certified, DateTimeOffset now)
    {
        if (certified is null || certified.Certificate.IsEmpty)
            throw new SealException("there is no certificate");
        if (!SignatureAlgorithm.Ed25519.Verify(_site, Signed(certified.Certificate.Span), certified.Signature.Span))
            throw new SealException("the certificate is not signed by this site's key");
        var certificate = Parse(certified.Certificate);
        if (certificate.Tenant != _tenant || certificate.Site != _siteName)
            throw new SealException("the certificate is for another tenant or site");
        if (certificate.NotBefore is not { } from || certificate.NotAfter is not { } until
            || certificate.PublicKey.Length != 32 || !System.Enum.IsDefined((Identity.NodeRole)certificate.Role) || !Cluster.NodeEntry.IsId(certificate.Node))
        {
            throw new SealException("the certificate is malformed");
        }

        var (notBefore, notAfter) = (from.ToDateTimeOffset(), until.ToDateTimeOffset());
        if (now < notBefore)
            throw new SealException("the certificate is not valid yet; check the clocks");
        if (now > notAfter)
            throw new SealException("the certificate has expired");
        return new()
        {
            Node = certificate.Node,
            Role = (Identity.NodeRole)certificate.Role,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = certificate.PublicKey.ToByteArray(),
        };
    }

    /// <summary>The key of a gateway's certificate: nothing is sealed to any other node.</summary>
    /// <param name="certified">What the cluster passed on.</param>
    /// <param name="gateway">Whose it should be.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SealException">Something does not hold; the message says what.</exception>
    internal SealingCertificate VerifyGateway(CertifiedKey? certified, string gateway, DateTimeOffset now)
    {
        var certificate = Verify(certified, now);
        if (certificate.Role != Identity.NodeRole.Gateway)
            throw new SealException("the certificate is not a gateway's");
        return certificate.Node == gateway ? certificate : throw new SealException("the certificate is another node's");
    }

    private static KeyCertificate Parse(ByteString bytes)
    {
        try
        {
            return KeyCertificate.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new SealException("the certificate is malformed", malformed);
        }
    }
}
