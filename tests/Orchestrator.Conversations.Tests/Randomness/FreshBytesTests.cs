using System.Buffers.Binary;
using System.Collections.Concurrent;
using Orchestrator.Randomness;

namespace Orchestrator.Conversations.Tests.Randomness;

public sealed class FreshBytesTests
{
    [Fact]
    public void Nothing_is_given_twice_on_any_thread()
    {
        var given = new ConcurrentBag<(ulong, uint)>();
        Parallel.For(0, 8, _ =>
        {
            Span<byte> nonce = stackalloc byte[12];
            for (var i = 0; i < 5000; i++)
            {
                FreshBytes.Fill(nonce);
                given.Add((BinaryPrimitives.ReadUInt64LittleEndian(nonce), BinaryPrimitives.ReadUInt32LittleEndian(nonce[8..])));
            }
        });

        Assert.Equal(40_000, given.Count);
        Assert.Equal(40_000, given.Distinct().Count());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(FreshBytes.DrawnAtOnce / 4)]
    [InlineData((FreshBytes.DrawnAtOnce / 4) + 1)]
    [InlineData(FreshBytes.DrawnAtOnce * 3)]
    public void Every_byte_of_what_was_asked_for_is_filled_wherever_a_draw_ends(int length)
    {
        // A byte that is never filled stays zero in all forty; of chance one does in 256^40 runs.
        var ever = new bool[length];
        var bytes = new byte[length];
        for (var i = 0; i < 40; i++)
        {
            bytes.AsSpan().Clear();
            FreshBytes.Fill(bytes);
            for (var at = 0; at < length; at++)
                ever[at] |= bytes[at] != 0;
        }

        Assert.DoesNotContain(false, ever);
    }

    [Fact]
    public void Ids_have_32_lower_case_digits() => Assert.Matches("^[0-9a-f]{32}$", FreshBytes.HexId());
}
