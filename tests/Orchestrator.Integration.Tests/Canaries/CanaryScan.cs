using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>
/// Looks for canaries in any bytes: as they are, without separators, in capitals, backwards, in UTF-16, hex, base64 at each of its three
/// offsets, percent and JSON escapes, twelve digits in sequence (fewer meet by chance in random ids in hex), and all of that inside gzip and zlib.
/// </summary>
internal sealed class CanaryScan
{
    private const int Window = 12;
    private const int LongestPacked = 256 * 1024;
    private readonly Dictionary<string, string> _forms = new(StringComparer.Ordinal);
    private readonly SearchValues<string> _search;

    public CanaryScan(IEnumerable<Canary> canaries)
    {
        foreach (var canary in canaries)
        {
            foreach (var form in Forms(canary.Value))
                _forms.TryAdd(form, canary.Value);
        }

        _search = SearchValues.Create([.. _forms.Keys], StringComparison.Ordinal);
    }

    /// <summary>Every way of writing a value that is looked for, as Latin-1 text of the bytes.</summary>
    public static IEnumerable<string> Forms(string value)
    {
        var bare = new string([.. value.Where(char.IsLetterOrDigit)]);
        foreach (var text in new[] { value, bare, value.ToUpperInvariant(), new string([.. value.Reverse()]), new string([.. bare.Reverse()]) }.Distinct())
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            yield return text;
            yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text));
            yield return Convert.ToHexString(bytes);
            yield return Convert.ToHexStringLower(bytes);
            yield return string.Concat(bytes.Select(b => $"%{b:X2}"));
            yield return string.Concat(text.Select(c => $"\\u{(int)c:x4}"));
            yield return Uri.EscapeDataString(text);
            for (var offset = 0; offset < 3; offset++)
            {
                // The characters at both ends depend on what stands beside.
                var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
                var middle = encoded[(offset == 0 ? 0 : 4)..^4];
                yield return middle;
                yield return middle.Replace('+', '-').Replace('/', '_');
            }
        }

        for (var i = 0; bare.All(char.IsAsciiDigit) && i + Window <= bare.Length; i++)
            yield return bare.Substring(i, Window);
    }

    /// <summary>The first canary in the bytes; null when there is none.</summary>
    public string? Find(ReadOnlySpan<byte> bytes) => FindPlain(bytes) ?? FindPacked(bytes);

    private string? FindPlain(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var at = text.AsSpan().IndexOfAny(_search);
        return at < 0 ? null : _forms.First(form => text.AsSpan(at).StartsWith(form.Key, StringComparison.Ordinal)).Value;
    }

    private string? FindPacked(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + 2 < bytes.Length; at++)
        {
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
