using System.Text;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sealing;

namespace Orchestrator.Link.Tests.Sealing;

public sealed class SealedAnswerTests : IDisposable
{
    private readonly SiteKey _site = SiteKey.Create("default", "home");
    private readonly NodeIdentity _device;
    private readonly NodeIdentity _gateway;
    private readonly byte[] _request;

    public SealedAnswerTests()
    {
        _device = NodeIdentity.Create("device-1", NodeRole.Device, _site, TimeProvider.System);
        _gateway = NodeIdentity.Create("gateway-1", NodeRole.Gateway, _site, TimeProvider.System);
        _request = SealedRequest.Seal(_device, GatewayKey, "mini", "hello"u8, Now, "start");
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private SealingCertificate GatewayKey => _device.Trust.VerifyGateway(_gateway.Certificate, "gateway-1", Now);

    private SealingCertificate DeviceKey => _gateway.Trust.Verify(_device.Certificate, Now);

    [Fact]
    public void The_device_reads_every_message_and_knows_the_last()
    {
        using var reader = Reader();

        Assert.Equal(("one", false), Open(reader, Messages()[0]));
        Assert.Throws<SealException>(() => Open(reader, Messages()[1]));
    }

    [Fact]
    public void Messages_come_in_order_once_and_end_with_the_last()
    {
        var messages = Messages();
        using var reader = Reader();

        Assert.Equal(("one", false), Open(reader, messages[0]));
        Assert.Equal(("two", false), Open(reader, messages[1]));
        Assert.Equal(("three", true), Open(reader, messages[2]));
        Assert.Throws<SealException>(() => Open(reader, messages[2]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_message_that_is_missing_shows_at_the_next(int next)
    {
        using var reader = Reader();
        Assert.Throws<SealException>(() =>
        {
            if (next == 2)
                Open(reader, Messages()[0]);
            Open(reader, Messages()[next]);
        });
    }

    [Fact]
    public void Every_changed_bit_and_every_cut_is_refused()
    {
        var message = Messages()[0];
        for (var at = 0; at < message.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = message.ToArray();
                changed[at] ^= (byte)(1 << bit);
                Assert.Throws<SealException>(() => Open(Reader(), changed));
            }

            Assert.Throws<SealException>(() => Open(Reader(), message[..at]));
        }
    }

    [Fact]
    public void An_answer_to_another_request_is_refused()
    {
        var other = SealedRequest.Seal(_device, GatewayKey, "mini", "hello"u8, Now, "start");
        using var reader = SealedAnswer.Read(_device, GatewayKey, "mini", other);
        Assert.Throws<SealException>(() => Open(reader, Messages()[0]));
    }

    [Fact]
    public void Only_the_gateway_can_answer_and_only_the_device_can_read()
    {
        using var other = NodeIdentity.Create("gateway-1", NodeRole.Gateway, _site, TimeProvider.System);
        using var forged = SealedAnswer.Write(other, DeviceKey, "mini", _request);
        Assert.Throws<SealException>(() => Open(Reader(), forged.Seal("one"u8, last: false)));

        using var curious = NodeIdentity.Create("device-1", NodeRole.Device, _site, TimeProvider.System);
        using var reader = SealedAnswer.Read(curious, GatewayKey, "mini", _request);
        Assert.Throws<SealException>(() => Open(reader, Messages()[0]));
    }

    public void Dispose()
    {
        _device.Dispose();
        _gateway.Dispose();
        _site.Dispose();
    }

    private static (string Text, bool Last) Open(SealedAnswer reader, byte[] message) =>
        (Encoding.UTF8.GetString(reader.Open(message, out var last)), last);

    private SealedAnswer Reader() => SealedAnswer.Read(_device, GatewayKey, "mini", _request);

    private byte[][] Messages()
    {
        using var writer = SealedAnswer.Write(_gateway, DeviceKey, "mini", _request);
        return [writer.Seal("one"u8, last: false), writer.Seal("two"u8, last: false), writer.Seal("three"u8, last: true)];
    }
}
