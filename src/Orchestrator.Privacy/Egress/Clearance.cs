using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// Crosses a process border with the bytes it clears: for whom, by which policy, how long. A relay may drop a destination,
/// never add one or change a byte.
/// </summary>
public sealed record Clearance
{
    /// <summary>The version of this form that is written and accepted.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of this form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>A random id, used once for each destination: 32 lower-case hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The node that cleared, and signs.</summary>
    public required string Node { get; init; }

    /// <summary>The relay that may act on it.</summary>
    public required string Audience { get; init; }

    /// <summary>Where the bytes may go, in order of preference.</summary>
    public required ImmutableArray<ClearedDestination> Destinations { get; init; }

    /// <summary>Whether the bytes are sealed to their reader's key, so that the relay cannot read them.</summary>
    public bool Sealed { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>SHA-256 of the bytes, in lower-case hex.</summary>
    public required string Digest { get; init; }

    /// <summary>When it was issued; carried to the millisecond.</summary>
    public required DateTimeOffset Issued { get; init; }

    /// <summary>When it ends; carried to the millisecond.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>
    /// The bytes that are signed: a name for this use, then every field in order, each text behind its length, so that no
    /// two clearances have the same payload.
    /// </summary>
    public byte[] ToPayload()
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, "orchestrator clearance");
        Write(output, Version);
        Write(output, Id);
        Write(output, Node);
        Write(output, Audience);
        Write(output, Destinations.IsDefault ? 0 : Destinations.Length);
        foreach (var destination in Destinations.IsDefault ? [] : Destinations)
        {
            Write(output, destination.Zone);
            Write(output, destination.TargetId);
            Write(output, (long)destination.Verdict);
        }

        Write(output, Sealed ? 1 : 0);
        Write(output, PolicyVersion);
        Write(output, Digest);
        Write(output, Issued.ToUnixTimeMilliseconds());
        Write(output, Expires.ToUnixTimeMilliseconds());
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, string text)
    {
        Write(output, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    private static void Write(ArrayBufferWriter<byte> output, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), number);
        output.Advance(8);
    }
}
