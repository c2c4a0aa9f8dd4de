using CsCheck;
using Google.Protobuf;
using Orchestrator.Conversations.Events;

namespace Orchestrator.Protocol.Tests;

public sealed class EventCodecTests
{
    private readonly EventCodec _codec = new();

    [Fact]
    public void Every_event_comes_back_whole() =>
        Arbitrary.Events.Sample(e => Same.As(e, _codec.Decode(_codec.Encode(e))), iter: 2000);

    [Fact]
    public void A_truncated_event_is_damaged_and_never_another_event() =>
        Gen.Select(Arbitrary.Events, Gen.Double[0, 0.999]).Sample((e, part) =>
        {
            var bytes = _codec.Encode(e);
            Assert.Throws<InvalidDataException>(() => _codec.Decode(bytes.AsSpan(0, (int)(bytes.Length * part))));
        }, iter: 1000);

    [Fact]
    public void Random_bytes_are_refused_or_read_but_never_crash_otherwise() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                _codec.Decode(bytes);
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 5000);

    [Fact]
    public void Flipped_bits_are_refused_or_read_but_never_crash_otherwise() =>
        Gen.Select(Arbitrary.Events, Gen.UInt, Gen.Int[0, 7]).Sample((e, place, bit) =>
        {
            var bytes = _codec.Encode(e);
            bytes[place % bytes.Length] ^= (byte)(1 << bit);
            try
            {
                _codec.Decode(bytes);
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 3000);

    [Fact]
    public void A_newer_major_version_is_refused_with_both_versions_named()
    {
        var newer = new V1.JournalEvent { Version = 2, TurnId = "t", Cancelled = new() };

        var refused = Assert.Throws<InvalidDataException>(() => _codec.Decode(newer.ToByteArray()));

        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_a_later_writer_added_is_passed_over()
    {
        // Field 99, a varint, at the end of an ordinary event.
        byte[] bytes = [.. _codec.Encode(new TurnCancelled("t")), 0x98, 0x06, 0x2A];

        Assert.Equal(new TurnCancelled("t"), _codec.Decode(bytes));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_in_a_text_are_damaged()
    {
        var bytes = _codec.Encode(new TurnCancelled("turn"));
        bytes[bytes.AsSpan().IndexOf("turn"u8)] = 0xFF;

        Assert.Throws<InvalidDataException>(() => _codec.Decode(bytes));
    }

    [Fact]
    public void Kinds_are_the_names_of_the_schema() =>
        Arbitrary.Events.Sample(e =>
            V1.JournalEvent.Descriptor.FindFieldByName(_codec.KindOf(e)).Accessor.GetValue(V1.JournalEvent.Parser.ParseFrom(_codec.Encode(e))) is not null);
}
