using System.Text;
using NSec.Cryptography;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Sealing;

/// <summary>
/// The sealed messages of an answer. The first begins with the version (1 byte) and an ephemeral X25519 key (32); each then
/// holds a mark (1 byte, 1 for the last message) and a box under its number. The whole sealed request goes into the key, so an
/// answer belongs to one request. One writer or reader; not thread-safe.
/// </summary>
internal sealed class SealedAnswer : IDisposable
{
    private const int HeaderBytes = 1 + SealKeys.PublicKeyBytes;
    private const string Use = "sealed answer";

    private readonly Func<ReadOnlyMemory<byte>, Key> _keyOf;
    private byte[]? _header;
    private Key? _key;
    private ulong _number;
    private bool _over;

    private SealedAnswer(byte[]? header, Func<ReadOnlyMemory<byte>, Key> keyOf)
    {
        (_header, _keyOf) = (header, keyOf);
        if (header is not null)
            _key = keyOf(header);
    }

    /// <summary>The writing end, at the gateway.</summary>
    /// <param name="gateway">Who answers.</param>
    /// <param name="device">Who may read it: the sender of the request.</param>
    /// <param name="target">The target that answers, by its id at the gateway.</param>
    /// <param name="sealedRequest">The request as it came in.</param>
    public static SealedAnswer Write(NodeIdentity gateway, SealingCertificate device, string target, ReadOnlyMemory<byte> sealedRequest)
    {
        var reader = SealKeys.Import(device.PublicKey.Span);
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        byte[] header = [SealKeys.Version, .. ephemeral.PublicKey.Export(KeyBlobFormat.RawPublicKey)];
        return new(header, h => SealKeys.Derive(Use, Context(h, gateway.Node, target, sealedRequest), (ephemeral, reader), (gateway.Sealing, reader)));
    }

    /// <summary>The reading end, at the device.</summary>
    /// <param name="device">Who asked.</param>
    /// <param name="gateway">Who should answer.</param>
    /// <param name="target">The target that should answer, by its id at the gateway.</param>
    /// <param name="sealedRequest">The request as it was sent.</param>
    public static SealedAnswer Read(NodeIdentity device, SealingCertificate gateway, string target, ReadOnlyMemory<byte> sealedRequest)
    {
        var writer = SealKeys.Import(gateway.PublicKey.Span);
        return new(null, h => SealKeys.Derive(
            Use, Context(h, gateway.Node, target, sealedRequest),
            (device.Sealing, SealKeys.Import(h.Span[1..])), (device.Sealing, writer)));
    }

    /// <summary>Seals the next message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="last">No more will come.</param>
    public byte[] Seal(ReadOnlySpan<byte> message, bool last)
    {
        if (_over)
            throw new InvalidOperationException("The answer's last message is sealed already.");
        var header = _number == 0 ? _header! : [];
        var sealedBytes = new byte[header.Length + 1 + message.Length + SealKeys.Aead.TagSize];
        header.CopyTo(sealedBytes, 0);
        var mark = sealedBytes.AsSpan(header.Length, 1);
        mark[0] = last ? (byte)1 : (byte)0;
        Span<byte> nonce = stackalloc byte[SealKeys.Aead.NonceSize];
        SealKeys.Nonce(nonce, _number++);
        SealKeys.Aead.Encrypt(_key!, nonce, mark, message, sealedBytes.AsSpan(header.Length + 1));
        _over = last;
        return sealedBytes;
    }

    /// <summary>Opens the next message.</summary>
    /// <param name="sealedBytes">What came in.</param>
    /// <param name="last">No more may come.</param>
    /// <exception cref="SealException">It is not the next message of this answer, or it changed on its way.</exception>
    public byte[] Open(ReadOnlyMemory<byte> sealedBytes, out bool last)
    {
        if (_over)
            throw new SealException("the sealed answer goes on after its last message");
        if (_number == 0)
        {
            if (sealedBytes.Length < HeaderBytes || sealedBytes.Span[0] != SealKeys.Version)
                throw new SealException("the sealed answer is of another version or too short");
            _header = sealedBytes[..HeaderBytes].ToArray();
            _key = _keyOf(_header);
            sealedBytes = sealedBytes[HeaderBytes..];
        }

        if (sealedBytes.Length < 1 + SealKeys.Aead.TagSize || sealedBytes.Span[0] > 1)
            throw Broken();
        Span<byte> nonce = stackalloc byte[SealKeys.Aead.NonceSize];
        SealKeys.Nonce(nonce, _number++);
        var message = SealKeys.Aead.Decrypt(_key!, nonce, sealedBytes.Span[..1], sealedBytes.Span[1..]) ?? throw Broken();
        last = _over = sealedBytes.Span[0] == 1;
        return message;
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    private static SealException Broken() => new("a message of the sealed answer is not the next one, or changed on its way");

    private static byte[] Context(ReadOnlyMemory<byte> header, string gateway, string target, ReadOnlyMemory<byte> sealedRequest) =>
        SealKeys.Join(header, Encoding.UTF8.GetBytes(gateway), Encoding.UTF8.GetBytes(target), sealedRequest);
}
