using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using NSec.Cryptography;
using Orchestrator.Link.Identity;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Sealing;

/// <summary>
/// The sealed form of a request: version (1 byte), random id (16), ephemeral X25519 key (32), length of the sender box (4, big
/// endian), sender box, body box. The sender box is keyed by the ephemeral key and the reader's; the body box by the sender's
/// certified key too. The id, both keys, the gateway and the target go into both keys.
/// </summary>
internal static class SealedRequest
{
    private const int IdBytes = 16;
    private const int HeaderBytes = 1 + IdBytes + SealKeys.PublicKeyBytes;

    /// <summary>Seals a request to a gateway's key.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="gateway">Who may read it.</param>
    /// <param name="target">The target at the gateway, by its id there.</param>
    /// <param name="body">The request.</param>
    /// <param name="now">The time, for the gateway to judge its freshness.</param>
    /// <param name="incarnation">The start of the gateway that may carry it out.</param>
    public static byte[] Seal(
        NodeIdentity sender, SealingCertificate gateway, string target, ReadOnlySpan<byte> body, DateTimeOffset now, string incarnation)
    {
        var reader = SealKeys.Import(gateway.PublicKey.Span);
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        var from = new SealedSender { Certificate = sender.Certificate, IssuedAt = Timestamp.FromDateTimeOffset(now), Incarnation = incarnation }.ToByteArray();

        var senderLength = from.Length + SealKeys.Aead.TagSize;
        var sealedBytes = new byte[HeaderBytes + 4 + senderLength + body.Length + SealKeys.Aead.TagSize];
        sealedBytes[0] = SealKeys.Version;
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(1, IdBytes));
        ephemeral.PublicKey.Export(KeyBlobFormat.RawPublicKey).CopyTo(sealedBytes, 1 + IdBytes);
        BinaryPrimitives.WriteInt32BigEndian(sealedBytes.AsSpan(HeaderBytes), senderLength);
        var context = Context(sealedBytes, gateway.PublicKey, gateway.Node, target);
        var (senderBox, bodyBox) = Boxes(sealedBytes);

        Span<byte> nonce = stackalloc byte[SealKeys.Aead.NonceSize];
        SealKeys.Nonce(nonce, 0);
        using (var key = SealKeys.Derive("sealed request sender", context, (ephemeral, reader)))
            SealKeys.Aead.Encrypt(key, nonce, context, from, senderBox.Span);
        using (var key = SealKeys.Derive("sealed request body", context, (ephemeral, reader), (sender.Sealing, reader)))
            SealKeys.Aead.Encrypt(key, nonce, senderBox.Span, body, bodyBox.Span);
        return sealedBytes;
    }

    /// <summary>Opens a request that was sealed to this node.</summary>
    /// <param name="reader">This node.</param>
    /// <param name="target">The target that it was invoked for.</param>
    /// <param name="sealedBytes">What came in.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SealException">It was sealed to another key or target, changed on its way, or its sender is not of this site.</exception>
    public static OpenedRequest Open(NodeIdentity reader, string target, ReadOnlyMemory<byte> sealedBytes, DateTimeOffset now)
    {
        if (sealedBytes.Length < HeaderBytes + 4 + (2 * SealKeys.Aead.TagSize))
            throw new SealException("the sealed request is too short");
        if (sealedBytes.Span[0] != SealKeys.Version)
            throw new SealException($"the sealed request is of version {sealedBytes.Span[0]}; this node knows {SealKeys.Version}");

        var own = reader.Sealing.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var context = Context(sealedBytes, own, reader.Node, target);
        var ephemeral = SealKeys.Import(sealedBytes.Span.Slice(1 + IdBytes, SealKeys.PublicKeyBytes));
        var (senderBox, bodyBox) = Boxes(sealedBytes);

        Span<byte> nonce = stackalloc byte[SealKeys.Aead.NonceSize];
        SealKeys.Nonce(nonce, 0);
        SealedSender from;
        using (var key = SealKeys.Derive("sealed request sender", context, (reader.Sealing, ephemeral)))
            from = Parse(SealKeys.Aead.Decrypt(key, nonce, context, senderBox.Span) ?? throw Broken());
        var certificate = reader.Trust.Verify(from.Certificate, now);
        var sender = SealKeys.Import(certificate.PublicKey.Span);
        using (var key = SealKeys.Derive("sealed request body", context, (reader.Sealing, ephemeral), (reader.Sealing, sender)))
        {
            return new()
            {
                Id = Convert.ToHexStringLower(sealedBytes.Span.Slice(1, IdBytes)),
                Sender = certificate,
                IssuedAt = from.IssuedAt.ToDateTimeOffset(),
                Incarnation = from.Incarnation,
                Body = SealKeys.Aead.Decrypt(key, nonce, senderBox.Span, bodyBox.Span) ?? throw Broken(),
            };
        }
    }

    private static SealException Broken() =>
        new("the sealed request was sealed to another key or target, or changed on its way");

    private static byte[] Context(ReadOnlyMemory<byte> sealedBytes, ReadOnlyMemory<byte> reader, string gateway, string target) =>
        SealKeys.Join(sealedBytes[..HeaderBytes], reader, Encoding.UTF8.GetBytes(gateway), Encoding.UTF8.GetBytes(target));

    private static (Memory<byte> Sender, Memory<byte> Body) Boxes(Memory<byte> sealedBytes)
    {
        var senderLength = SenderLength(sealedBytes);
        return (sealedBytes.Slice(HeaderBytes + 4, senderLength), sealedBytes[(HeaderBytes + 4 + senderLength)..]);
    }

    private static (ReadOnlyMemory<byte> Sender, ReadOnlyMemory<byte> Body) Boxes(ReadOnlyMemory<byte> sealedBytes)
    {
        var senderLength = SenderLength(sealedBytes);
        return (sealedBytes.Slice(HeaderBytes + 4, senderLength), sealedBytes[(HeaderBytes + 4 + senderLength)..]);
    }

    private static int SenderLength(ReadOnlyMemory<byte> sealedBytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(sealedBytes.Span[HeaderBytes..]);
        return length >= 0 && length <= sealedBytes.Length - HeaderBytes - 4 ? length : throw Broken();
    }

    private static SealedSender Parse(byte[] bytes)
    {
        try
        {
            var sender = SealedSender.Parser.ParseFrom(bytes);
            _ = sender.IssuedAt?.ToDateTimeOffset() ?? throw new SealException("the sealed request does not say when it was issued");
            return sender;
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new SealException("the sealed request's sender is malformed", malformed);
        }
    }
}
