using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>The table of replacements that SentencePiece compiles into a model: a double-array trie (as the Darts library lays it out) over texts that end with a zero byte.</summary>
internal sealed class PrecompiledNormalizer : INormalizer
{
    // A longer cluster of characters is never one entry.
    private const int LongestCluster = 6;

    private readonly uint[] _trie;
    private readonly byte[] _texts;

    private PrecompiledNormalizer(uint[] trie, byte[] texts) => (_trie, _texts) = (trie, texts);

    public static PrecompiledNormalizer Read(Component from)
    {
        var bytes = new byte[from.Text("precompiled_charsmap").Length];
        if (!Convert.TryFromBase64String(from.Text("precompiled_charsmap"), bytes, out var length) || length < 4
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var size && (size > length - 4 || size % 4 != 0))
            throw from.Refuse("its 'precompiled_charsmap' is no table in base64");
        var trie = new uint[size / 4];
        for (var i = 0; i < trie.Length; i++)
            trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + i * 4));
        return new(trie, bytes[(4 + (int)size)..length]);
    }

    public AlignedText Apply(AlignedText text)
    {
        var edit = new TextEdit(text);
        var said = text.Text;
        for (var at = 0; at < said.Length;)
        {
            var cluster = StringInfo.GetNextTextElementLength(said, at);
            if (Encoding.UTF8.GetByteCount(said.AsSpan(at, cluster)) < LongestCluster && Find(said.AsSpan(at, cluster)) is { } whole)
            {
                edit.Replace(at, at + cluster, whole);
                at += cluster;
                continue;
            }

            for (var end = at + cluster; at < end;)
            {
                Rune.DecodeFromUtf16(said.AsSpan(at), out _, out var taken);
                if (Find(said.AsSpan(at, taken)) is { } other)
                    edit.Replace(at, at + taken, other);
                at += taken;
            }
        }

        return edit.Done();
    }

    // The text of the shortest entry that this begins with.
    private string? Find(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (_trie.Length == 0 || !Encoding.UTF8.TryGetBytes(key, bytes, out var length))
            return null;
        var node = Offset(_trie[0]);
        foreach (var b in bytes[..length])
        {
            node ^= b;
            if (b == 0 || node >= _trie.Length || (_trie[node] & 0x800000FF) != b)
                return null;
            var unit = _trie[node];
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 0)
                continue;
            if (node >= _trie.Length)
                return null;
            var start = (int)(_trie[node] & 0x7FFFFFFF);
            if (start > _texts.Length)
                return null;
            var end = _texts.AsSpan(start).IndexOf((byte)0);
            return Encoding.UTF8.GetString(_texts.AsSpan(start, end < 0 ? _texts.Length - start : end));
        }

        return null;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 512) >> 6);
}
