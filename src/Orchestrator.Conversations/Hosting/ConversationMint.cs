using System.Security.Cryptography;
using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// Ids for conversations that a caller wants to name before its first turn. Nothing is kept of such an id: the last 48 of its 128 bits are a
/// keyed digest of the others and of the caller, so that it is known again, and no other unknown id opens a conversation. Thread-safe.
/// </summary>
public sealed class ConversationMint
{
    private const int RandomBytes = 10;

    private readonly DigestKey _key;

    /// <summary>Makes a mint.</summary>
    /// <param name="key">The store's secret.</param>
    public ConversationMint(DigestKey key) => _key = key;

    /// <summary>A new id, which this caller's first turn may open.</summary>
    /// <param name="caller">Whose conversation it will be.</param>
    public ConversationId Make(Caller caller)
    {
        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id[..RandomBytes]);
        Digest(caller, id[..RandomBytes]).AsSpan(0, 16 - RandomBytes).CopyTo(id[RandomBytes..]);
        return ConversationId.FromBytes(id);
    }

    /// <summary>Whether this caller was given the id here.</summary>
    /// <param name="caller">Who names it.</param>
    /// <param name="id">The id.</param>
    public bool Made(Caller caller, ConversationId id)
    {
        var bytes = id.ToBytes();
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(RandomBytes), Digest(caller, bytes.AsSpan(0, RandomBytes)).AsSpan(0, 16 - RandomBytes));
    }

    private byte[] Digest(Caller caller, ReadOnlySpan<byte> random)
    {
        using var writer = new DigestWriter(_key);
        writer.Add("mint/1");
        writer.Add(caller.Tenant);
        writer.Add(caller.Owner);
        writer.AddBytes(random);
        return writer.Take();
    }
}
