using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>
/// Tokens by their text and texts by their tokens. The texts lie behind each other as the file has them, and only who asks for one gets a
/// string: a large vocabulary loads in the time that its strings alone would take. Thread-safe once filled.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>No real vocabulary comes near; a number beyond it is a damaged file.</summary>
    public const int MostTokens = 1 << 23;

    private const int ShortText = 64;

    // A stranger's file shall not know which texts fall on the same place.
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private byte[] _bytes;
    private Slot[] _slots;
    private Part[] _parts;

    // No text begins at 0, so that a place that is all zeros holds none.
    private int _used = 1;

    /// <param name="expected">About how many texts there will be.</param>
    public Vocabulary(int expected)
    {
        _bytes = new byte[expected * 8 + 16];
        _parts = new Part[expected];
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 8) * 4 / 3)];
    }

    /// <summary>How many texts there are.</summary>
    public int Count { get; private set; }

    /// <summary>One more than the largest token.</summary>
    public int Size { get; private set; }

    /// <summary>Adds a text; the last token of a text counts, and the last text of a token.</summary>
    public void Add(ReadOnlySpan<byte> text, int token)
    {
        if ((Count + 1) * 4 > _slots.Length * 3)
            Spread();
        var hash = Hash(text);
        ref var slot = ref _slots[Place(text, hash)];
        if (slot.Part.Start == 0)
        {
            (slot.Hash, slot.Part) = (hash, Keep(text));
            Count++;
        }

        slot.Token = token;
        if (token >= _parts.Length)
            Array.Resize(ref _parts, Math.Max(token + 1, _parts.Length * 2));
        _parts[token] = slot.Part;
        Size = Math.Max(Size, token + 1);
    }

    public void Add(string text, int token) => Add(Encoding.UTF8.GetBytes(text), token);

    public bool TryGet(ReadOnlySpan<byte> text, out int token)
    {
        ref readonly var slot = ref _slots[Place(text, Hash(text))];
        token = slot.Token;
        return slot.Part.Start != 0;
    }

    public bool TryGet(ReadOnlySpan<char> text, out int token)
    {
        Span<byte> bytes = text.Length <= ShortText ? stackalloc byte[ShortText * 3] : new byte[text.Length * 3];
        token = 0;

        // Half a character is in no vocabulary.
        return Utf8.FromUtf16(text, bytes, out _, out var count, replaceInvalidSequences: false) == OperationStatus.Done && TryGet(bytes[..count], out token);
    }

    /// <summary>The token of a text, or null.</summary>
    public int? Find(ReadOnlySpan<byte> text) => TryGet(text, out var token) ? token : null;

    /// <summary>The token of a text, or null.</summary>
    public int? Find(ReadOnlySpan<char> text) => TryGet(text, out var token) ? token : null;

    /// <summary>The text of a token, or null.</summary>
    public string? Text(int token) => (uint)token < (uint)_parts.Length && _parts[token] is { Start: > 0 } part ? Encoding.UTF8.GetString(At(part)) : null;

    /// <summary>The texts that have another text somewhere behind their first byte, in no order.</summary>
    public IEnumerable<string> TextsAround(byte[] inner)
    {
        foreach (var slot in _slots)
        {
            if (slot.Part.Length > inner.Length && At(slot.Part)[1..].IndexOf(inner) >= 0)
                yield return Encoding.UTF8.GetString(At(slot.Part));
        }
    }

    private ReadOnlySpan<byte> At(Part part) => _bytes.AsSpan(part.Start, part.Length);

    private Part Keep(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - _used < text.Length)
            Array.Resize(ref _bytes, Math.Max(_used + text.Length, _bytes.Length * 2));
        text.CopyTo(_bytes.AsSpan(_used));
        var part = new Part { Start = _used, Length = text.Length };
        _used += text.Length;
        return part;
    }

    private int Place(ReadOnlySpan<byte> text, uint hash)
    {
        var at = (int)hash & _slots.Length - 1;
        while (_slots[at] is { Part.Start: not 0 } slot && (slot.Hash != hash || !At(slot.Part).SequenceEqual(text)))
            at = at + 1 & _slots.Length - 1;
        return at;
    }

    private void Spread()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        foreach (var slot in old)
        {
            if (slot.Part.Start == 0)
                continue;
            var at = (int)slot.Hash & _slots.Length - 1;
            while (_slots[at].Part.Start != 0)
                at = at + 1 & _slots.Length - 1;
            _slots[at] = slot;
        }
    }

    private uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = _seed ^ (uint)text.Length;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        var rest = 0UL;
        foreach (var one in text)
            rest = rest << 8 | one;
        hash = Mix(hash ^ rest);
        return (uint)(hash ^ hash >> 32);
    }

    private static ulong Mix(ulong hash)
    {
        hash *= 0x9e3779b97f4a7c15;
        return hash ^ hash >> 29;
    }

    private struct Part
    {
        public int Start, Length;
    }

    private struct Slot
    {
        public uint Hash;
        public int Token;
        public Part Part;
    }
}
