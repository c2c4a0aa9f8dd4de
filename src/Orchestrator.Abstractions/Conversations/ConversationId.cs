using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Orchestrator.Randomness;

namespace Orchestrator;

/// <summary>A 128-bit id, written as 32 lower-case hex digits. It tells no time, and knowing it gives no access.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ConversationId(UInt128 Value)
{
    // Ids that one process makes lie beside each other in an index: conversations that begin together are then written to the same
    // pages, where random ids would touch a page of their own each.
    private static long s_next = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>
    /// Makes an id: 64 bits that count up from a random number of this process, and 64 of the system's cryptographic randomness.
    /// Thread-safe.
    /// </summary>
    public static ConversationId New()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        FreshBytes.Fill(random);
        return new(new UInt128((ulong)Interlocked.Increment(ref s_next), BinaryPrimitives.ReadUInt64BigEndian(random)));
    }

    /// <summary>The id held in 16 bytes, most significant first.</summary>
    /// <param name="bytes">At least 16 bytes.</param>
    public static ConversationId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Reads an id from its 32 hex digits.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="id">The id, when the answer is true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId id)
    {
        id = default;
        if (text is not { Length: 32 } || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        id = new(value);
        return true;
    }

    /// <summary>The id as 16 bytes, most significant first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
