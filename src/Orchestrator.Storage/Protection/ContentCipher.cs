using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// Content as rows hold it: a version, a random nonce, AES-256-GCM, the tag. Tenant, conversation, key, log, sequence and kind are
/// authenticated with it, so that a row opens nowhere but in its place.
/// </summary>
internal static class ContentCipher
{
    public const int Overhead = 1 + NonceSize + TagSize;

    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MostNoncesTogether = 8;

    /// <summary>Seals contents under one key. Their nonces are drawn together, here and now, and each is used at once.</summary>
    public static ReadOnlyMemory<byte>[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<ContentPlace> places, ReadOnlySpan<byte[]> contents)
    {
        Span<byte> nonces = stackalloc byte[MostNoncesTogether * NonceSize];
        Span<byte> usual = stackalloc byte[Bound.Usual];
        using var cipher = new AesGcm(key, TagSize);
        var all = new ReadOnlyMemory<byte>[contents.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var drawn = i % MostNoncesTogether;
            if (drawn == 0)
                RandomNumberGenerator.Fill(nonces[..(Math.Min(all.Length - i, MostNoncesTogether) * NonceSize)]);
            var bound = new Bound(places[i], usual);
            all[i] = Seal(cipher, nonces.Slice(drawn * NonceSize, NonceSize), contents[i], bound.Bytes);
            bound.Return();
        }

        return all;
    }

    /// <exception cref="InvalidDataException">The bytes are not what was sealed in this place.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, in ContentPlace place, ReadOnlySpan<byte> sealedContent)
    {
        if (sealedContent.Length < Overhead || sealedContent[0] != Version)
            throw Damaged(place);
        var content = GC.AllocateUninitializedArray<byte>(sealedContent.Length - Overhead);
        using var cipher = new AesGcm(key, TagSize);
        var bound = new Bound(place, stackalloc byte[Bound.Usual]);
        try
        {
            cipher.Decrypt(sealedContent.Slice(1, NonceSize), sealedContent.Slice(1 + NonceSize, content.Length), sealedContent[^TagSize..], content, bound.Bytes);
            return content;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Damaged(place, e);
        }
        finally
        {
            bound.Return();
        }
    }

    private static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> content, ReadOnlySpan<byte> bound)
    {
        var sealedContent = GC.AllocateUninitializedArray<byte>(content.Length + Overhead);
        sealedContent[0] = Version;
        nonce.CopyTo(sealedContent.AsSpan(1));
        cipher.Encrypt(nonce, content, sealedContent.AsSpan(1 + NonceSize, content.Length), sealedContent.AsSpan(sealedContent.Length - TagSize), bound);
        return sealedContent;
    }

    private static InvalidDataException Damaged(in ContentPlace place, Exception? inner = null) =>
        new($"Event {place.Sequence} of conversation {place.Conversation} is damaged, or belongs elsewhere. Restore the journal from a backup.", inner);

    /// <summary>What is authenticated besides the content; every part has its length before it, so that no two places look alike.</summary>
    private readonly ref struct Bound
    {
        public const int Usual = 512;

        private readonly byte[]? _rented;

        public Bound(in ContentPlace place, Span<byte> usual)
        {
            var most = 16 + 8 + (4 * sizeof(int)) + (3 * (place.Conversation.Tenant.Length + place.KeyId.Length + place.LogId.Length + place.Kind.Length));
            var buffer = most <= usual.Length ? usual : _rented = ArrayPool<byte>.Shared.Rent(most);
            BinaryPrimitives.WriteUInt128BigEndian(buffer, place.Conversation.Id.Value);
            BinaryPrimitives.WriteInt64BigEndian(buffer[16..], place.Sequence);
            var length = 24;
            length += Add(buffer[length..], place.Conversation.Tenant);
            length += Add(buffer[length..], place.KeyId);
            length += Add(buffer[length..], place.LogId);
            length += Add(buffer[length..], place.Kind);
            Bytes = buffer[..length];
        }

        public ReadOnlySpan<byte> Bytes { get; }

        public void Return()
        {
            if (_rented is not null)
                ArrayPool<byte>.Shared.Return(_rented);
        }

        private static int Add(Span<byte> buffer, string text)
        {
            var length = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer, length);
            return sizeof(int) + length;
        }
    }
}
