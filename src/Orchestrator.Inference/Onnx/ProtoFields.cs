using System.Text;

namespace Orchestrator.Inference.Onnx;

/// <summary>Walks the fields of a protobuf message in a stream and skips what nobody asks for, so that weights are never read.</summary>
internal sealed class ProtoFields(Stream stream)
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private int _wire;
    private long _next;

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>The field's value if it is a number, else its length.</summary>
    public long Value { get; private set; }

    public long Position => stream.Position;

    /// <summary>Goes to the next field of a message that ends at <paramref name="end"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no protobuf, or end too soon.</exception>
    public bool Next(long end)
    {
        if (_next > stream.Position)
            stream.Position = _next;
        if (stream.Position >= end)
            return false;
        var key = ReadVarint();
        (Field, _wire) = ((int)(key >> 3), (int)(key & 7));
        if (Field == 0)
            throw new InvalidDataException($"no ONNX file: field 0 at byte {stream.Position}");
        Value = _wire switch
        {
            Varint or Bytes => (long)ReadVarint(),
            Fixed32 => 4,
            Fixed64 => 8,
            _ => throw new InvalidDataException($"no ONNX file: wire type {_wire} at byte {stream.Position}"),
        };
        _next = stream.Position + (_wire == Varint ? 0 : Value);
        if (Value < 0 && _wire != Varint || _next > end)
            throw new InvalidDataException($"a part of it should end at byte {_next}, but ends at {end}");
        return true;
    }

    /// <summary>Goes into the field, a message; the answer is where it ends.</summary>
    public long Enter()
    {
        var end = _next;
        _next = 0;
        return end;
    }

    /// <summary>Goes on behind a message that was entered.</summary>
    public void Leave(long end) => _next = end;

    public string Text()
    {
        if (Value > 1 << 20)
            throw new InvalidDataException($"a name of {Value} bytes at byte {stream.Position}");
        var bytes = new byte[Value];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The numbers of a repeated field, packed or one at a time.</summary>
    public void Numbers(List<long> into)
    {
        if (_wire == Varint)
        {
            into.Add(Value);
            return;
        }

        while (stream.Position < _next)
            into.Add((long)ReadVarint());
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = stream.ReadByte();
            if (b < 0)
                throw new InvalidDataException($"it ends at byte {stream.Position}, in the middle of a number");
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw new InvalidDataException($"no ONNX file: a number longer than 64 bits at byte {stream.Position}");
    }
}
