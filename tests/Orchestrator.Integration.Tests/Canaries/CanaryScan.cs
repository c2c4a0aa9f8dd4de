using System.IO.Compression;
using System.Text;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>
/// Looks for canaries in any bytes: as they are, without separators, in capitals, backwards, in UTF-16, hex, base64 at each of its three
/// offsets, percent and JSON escapes, twelve digits in sequence (fewer meet by chance in random ids in hex), and all of that inside gzip and
/// zlib. The beginnings of all forms are kept as hashes, so that hundreds of thousands of canaries need little memory. Thread-safe.
/// </summary>
internal sealed class CanaryScan
{
    private const int Window = 12;
    private const int LongestPacked = 256 * 1024;
    private readonly Canary[] _canaries;
    private readonly AnchorIndex[] _anchors;

    public CanaryScan(IReadOnlyCollection<Canary> canaries)
    {
        _canaries = [.. canaries];
        var lengths = Forms(_canaries[0].Value).Select(f => f.Anchor).Distinct();
        _anchors = [.. lengths.Select(length => new AnchorIndex(length, _canaries.Sum(c => Anchors(c, length).Count())))];
        foreach (var index in _anchors)
        {
            for (var i = 0; i < _canaries.Length; i++)
            {
                foreach (var anchor in Anchors(_canaries[i], index.Length))
                    index.Add(anchor, i);
            }
        }
    }

    /// <summary>How many bytes of the end of a stream's piece must be looked at again with the next one.</summary>
    public const int Overlap = 16 * 1024;

    /// <summary>Every way of writing a value that is looked for.</summary>
    public static IEnumerable<CanaryForm> Forms(string value)
    {
        var bare = new string([.. value.Where(char.IsLetterOrDigit)]);
        foreach (var text in new[] { value, bare, value.ToUpperInvariant(), new string([.. value.Reverse()]), new string([.. bare.Reverse()]) }.Distinct())
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            yield return new(text, Window);
            yield return new(Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)), 2 * Window);
            yield return new(Convert.ToHexString(bytes), 2 * Window);
            yield return new(Convert.ToHexStringLower(bytes), 2 * Window);
            yield return new(string.Concat(bytes.Select(b => $"%{b:X2}")), 3 * Window);
            yield return new(string.Concat(text.Select(c => $"\\u{(int)c:x4}")), 6 * Window);
            yield return new(Uri.EscapeDataString(text), Window);
            for (var offset = 0; offset < 3; offset++)
            {
                // The characters at both ends depend on what stands beside.
                var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
                var middle = encoded[(offset == 0 ? 0 : 4)..^4];
                yield return new(middle, Window * 4 / 3);
                yield return new(middle.Replace('+', '-').Replace('/', '_'), Window * 4 / 3);
            }
        }

        for (var i = 0; bare.All(char.IsAsciiDigit) && i + Window <= bare.Length; i++)
            yield return new(bare.Substring(i, Window), Window);
    }

    /// <summary>The first canary in the bytes; null when there is none.</summary>
    public string? Find(ReadOnlySpan<byte> bytes) => FindPlain(bytes) ?? FindPacked(bytes);

    private static IEnumerable<byte[]> Anchors(Canary canary, int length) =>
        Forms(canary.Value).Where(f => f.Anchor == length).Select(f => f.Text[..length]).Distinct().Select(Encoding.Latin1.GetBytes);

    private string? FindPlain(ReadOnlySpan<byte> bytes)
    {
        foreach (var index in _anchors)
        {
            for (var at = 0; (at = index.Next(bytes, at, out var candidates)) >= 0; at++)
            {
                foreach (var candidate in candidates)
                {
                    var rest = Encoding.Latin1.GetString(bytes[at..Math.Min(at + Overlap, bytes.Length)]);
                    if (Forms(_canaries[candidate].Value).Any(form => rest.StartsWith(form.Text, StringComparison.Ordinal)))
                        return _canaries[candidate].Value;
                }
            }
        }

        return null;
    }

    private string? FindPacked(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + 2 < bytes.Length; at++)
        {
            var next = bytes[at..^2].IndexOfAny((byte)0x1F, (byte)0x78);
            if (next < 0)
                return null;
            at += next;
            var gzip = bytes[at] == 0x1F && bytes[at + 1] == 0x8B && bytes[at + 2] == 8;
            var zlib = bytes[at] == 0x78 && bytes[at + 1] is 0x01 or 0x5E or 0x9C or 0xDA;
            if ((gzip || zlib) && Unpacked(bytes[at..Math.Min(at + LongestPacked, bytes.Length)], gzip) is { Length: > 0 } unpacked && FindPlain(unpacked) is { } found)
                return found;
        }

        return null;
    }

    private static byte[] Unpacked(ReadOnlySpan<byte> bytes, bool gzip)
    {
        using var packed = new MemoryStream(bytes.ToArray());
        using Stream unpacking = gzip ? new GZipStream(packed, CompressionMode.Decompress) : new ZLibStream(packed, CompressionMode.Decompress);
        using var result = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (unpacking.Read(buffer) is > 0 and var read)
                result.Write(buffer.AsSpan(0, read));
        }
        catch (InvalidDataException)
        {
            // Two bytes that looked like a beginning: what came out so far is still looked at.
        }

        return result.ToArray();
    }
}
