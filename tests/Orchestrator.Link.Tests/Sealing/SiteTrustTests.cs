using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sealing;
using Orchestrator.Protocol.V1;
using NodeRole = Orchestrator.Link.Identity.NodeRole;

namespace Orchestrator.Link.Tests.Sealing;

public sealed class SiteTrustTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SiteKey _site = SiteKey.Create("default", "home");
    private readonly NodeIdentity _gateway;

    public SiteTrustTests() => _gateway = NodeIdentity.Create("gateway-1", NodeRole.Gateway, _site, _time, TimeSpan.FromDays(30));

    [Fact]
    public void A_gateway_of_the_site_is_trusted()
    {
        var certificate = Verify(_gateway.Certificate);
        Assert.Equal(("gateway-1", NodeRole.Gateway), (certificate.Node, certificate.Role));
    }

    [Fact]
    public void A_certificate_is_refused_that_is_missing_strange_stale_early_foreign_or_no_gateways()
    {
        using var stranger = SiteKey.Create("default", "home");
        using var imitation = NodeIdentity.Create("gateway-1", NodeRole.Gateway, stranger, _time);
        using var device = NodeIdentity.Create("gateway-1", NodeRole.Device, _site, _time);
        var trustElsewhere = new SiteTrust(_site.PublicKey, "default", "far");
        var trustOther = new SiteTrust(_site.PublicKey, "other", "home");

        Refused("there is no certificate", () => Verify(null));
        Refused("there is no certificate", () => Verify(new()));
        Refused("not signed by this site's key", () => Verify(imitation.Certificate));
        Refused("not a gateway's", () => Verify(device.Certificate));
        Refused("another node's", () => _gateway.Trust.VerifyGateway(_gateway.Certificate, "gateway-2", _time.GetUtcNow()));
        Refused("another tenant or site", () => trustElsewhere.Verify(_gateway.Certificate, _time.GetUtcNow()));
        Refused("another tenant or site", () => trustOther.Verify(_gateway.Certificate, _time.GetUtcNow()));
        Refused("not valid yet", () => _gateway.Trust.Verify(_gateway.Certificate, _time.GetUtcNow().AddDays(-2)));
        Refused("has expired", () => _gateway.Trust.Verify(_gateway.Certificate, _time.GetUtcNow().AddDays(31)));
        Refused("malformed", () => Verify(_site.Certify("gateway-1", NodeRole.Gateway, new byte[31], _time.GetUtcNow(), _time.GetUtcNow())));
    }

    [Fact]
    public void Every_changed_byte_of_a_certificate_is_refused()
    {
        var whole = _gateway.Certificate.ToByteArray();
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 1;
            CertifiedKey parsed;
            try
            {
                parsed = CertifiedKey.Parser.ParseFrom(changed);
            }
            catch (InvalidProtocolBufferException)
            {
                continue;
            }

            Assert.Throws<SealException>(() => Verify(parsed));
        }
    }

    [Fact]
    public void Keys_are_kept_in_files_that_others_cannot_read()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (site, node) = (Path.Combine(folder.FullName, "site.json"), Path.Combine(folder.FullName, "keys", "gateway-1.json"));
            _site.Save(site);
            _gateway.Save(node);
            using var sameSite = SiteKey.Load(site);
            using var sameNode = NodeIdentity.Load(node);

            Assert.Equal(_site.PublicKey.ToArray(), sameSite.PublicKey.ToArray());
            Assert.Equal(_gateway.Entry, sameNode.Entry);
            Assert.Equal(_gateway.Certificate, sameNode.Certificate);
            Assert.DoesNotContain(sameNode.LinkKey, sameNode.Entry.ToString(), StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(folder.FullName, "*.tmp", SearchOption.AllDirectories));
            if (OperatingSystem.IsWindows())
                return;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node));
            File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<InvalidDataException>(() => NodeIdentity.Load(node)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _site.Dispose();
    }

    private static void Refused(string why, Func<object> verify) =>
        Assert.Contains(why, Assert.Throws<SealException>(verify).Message, StringComparison.Ordinal);

    private SealingCertificate Verify(CertifiedKey? certificate) => _gateway.Trust.VerifyGateway(certificate, "gateway-1", _time.GetUtcNow());
}
