using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sealing;

namespace Orchestrator.Link.Tests.Sealing;

public sealed class SealedRequestTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"4111 1111 1111 1111"}]}""");

    private readonly FakeTimeProvider _time = new(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SiteKey _site = SiteKey.Create("default", "home");
    private readonly NodeIdentity _device;
    private readonly NodeIdentity _gateway;

    public SealedRequestTests()
    {
        _device = NodeIdentity.Create("device-1", NodeRole.Device, _site, _time);
        _gateway = NodeIdentity.Create("gateway-1", NodeRole.Gateway, _site, _time);
    }

    private SealingCertificate GatewayKey => _device.Trust.VerifyGateway(_gateway.Certificate, "gateway-1", _time.GetUtcNow());

    [Fact]
    public void The_gateway_reads_what_was_sealed_to_it_and_knows_who_sent_it()
    {
        var opened = Open(Seal());

        Assert.Equal(Secret, opened.Body.ToArray());
        Assert.Equal(("device-1", NodeRole.Device), (opened.Sender.Node, opened.Sender.Role));
        Assert.Equal(_time.GetUtcNow(), opened.IssuedAt);
    }

    [Fact]
    public void Sealing_the_same_twice_gives_other_bytes_and_another_id()
    {
        var (first, second) = (Seal(), Seal());

        Assert.NotEqual(first, second);
        Assert.NotEqual(Open(first).Id, Open(second).Id);
        Assert.DoesNotContain("411", Encoding.Latin1.GetString(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_changed_bit_and_every_cut_is_refused()
    {
        var sealedBytes = Seal();
        for (var at = 0; at < sealedBytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = sealedBytes.ToArray();
                changed[at] ^= (byte)(1 << bit);
                // X25519 ignores the top bit of a public key; the key's bytes are in the context all the same.
                Assert.Throws<SealException>(() => Open(changed));
            }

            Assert.Throws<SealException>(() => Open(sealedBytes[..at]));
        }

        Assert.Throws<SealException>(() => Open([.. sealedBytes, 0]));
    }

    [Fact]
    public void Arbitrary_bytes_are_refused() =>
        Gen.Byte.Array[0, 400].Sample(bytes => Assert.Throws<SealException>(() => Open(bytes)), iter: 500);

    [Fact]
    public void Another_target_or_another_gateway_cannot_open_it()
    {
        using var other = NodeIdentity.Create("gateway-2", NodeRole.Gateway, _site, _time);
        var sealedBytes = Seal();

        Assert.Throws<SealException>(() => SealedRequest.Open(_gateway, "other", sealedBytes, _time.GetUtcNow()));
        Assert.Throws<SealException>(() => SealedRequest.Open(other, "mini", sealedBytes, _time.GetUtcNow()));
    }

    [Fact]
    public void Who_holds_a_devices_certificate_but_not_its_key_cannot_seal_as_it()
    {
        using var strangerSite = SiteKey.Create("default", "home");
        using var stranger = NodeIdentity.Create("device-1", NodeRole.Device, strangerSite, _time);

        var refused = Assert.Throws<SealException>(() => Open(SealedRequest.Seal(stranger, GatewayKey, "mini", Secret, _time.GetUtcNow(), "first start")));
        Assert.Contains("not signed by this site's key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_leaps_ahead_and_is_set_back_lets_no_request_through_again()
    {
        var guard = new SealedRequestGuard(_time, "first start");
        var (noon, request) = (_time.GetUtcNow(), Open(Seal()));
        guard.Admit(request);

        _time.AdjustTime(noon.AddHours(1));
        guard.Admit(Open(Seal()));
        _time.AdjustTime(noon.AddSeconds(10));

        Assert.Throws<SealException>(() => guard.Admit(request));
        guard.Admit(Open(Seal()));
    }

    [Fact]
    public void A_request_is_let_through_once_and_only_while_it_is_fresh()
    {
        var guard = new SealedRequestGuard(_time, "first start");
        var request = Open(Seal());
        guard.Admit(request);

        Assert.Throws<SealException>(() => guard.Admit(request));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Throws<SealException>(() => guard.Admit(request));
        var late = Open(Seal());
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Throws<SealException>(() => guard.Admit(late));
        Assert.Throws<SealException>(() => guard.Admit(request));
    }

    [Fact]
    public void A_request_that_an_earlier_start_of_the_gateway_carried_out_is_refused_by_the_next()
    {
        var request = Open(Seal());
        new SealedRequestGuard(_time, "first start").Admit(request);

        var refused = Assert.Throws<SealException>(() => new SealedRequestGuard(_time, "second start").Admit(request));

        Assert.Contains("earlier start", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_from_a_clock_ahead_is_let_through_once_too()
    {
        var guard = new SealedRequestGuard(_time, "first start");
        var ahead = Open(Seal()) with { IssuedAt = _time.GetUtcNow().AddMinutes(4) };
        guard.Admit(ahead);

        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.Throws<SealException>(() => guard.Admit(ahead));
    }

    [Fact]
    public void When_too_many_requests_are_fresh_to_remember_no_more_are_let_through()
    {
        var guard = new SealedRequestGuard(_time, "first start", capacity: 2);
        guard.Admit(Open(Seal()));
        guard.Admit(Open(Seal()));

        Assert.Throws<SealException>(() => guard.Admit(Open(Seal())));
        _time.Advance(TimeSpan.FromMinutes(5.1));
        guard.Admit(Open(Seal()));
    }

    public void Dispose()
    {
        _device.Dispose();
        _gateway.Dispose();
        _site.Dispose();
    }

    private byte[] Seal() => SealedRequest.Seal(_device, GatewayKey, "mini", Secret, _time.GetUtcNow(), "first start");

    private OpenedRequest Open(byte[] sealedBytes) => SealedRequest.Open(_gateway, "mini", sealedBytes, _time.GetUtcNow());
}
