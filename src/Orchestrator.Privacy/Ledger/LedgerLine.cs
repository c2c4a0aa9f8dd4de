using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>A line of a ledger: <c>{"record":…,"signature":"…"}</c>, exactly so, and a line feed.</summary>
public static class LedgerLine
{
    private static readonly byte[] Before = "{\"record\":"u8.ToArray();
    private static readonly byte[] Between = ",\"signature\":\""u8.ToArray();
    private static readonly byte[] After = "\"}"u8.ToArray();

    /// <summary>Writes what stands before the record.</summary>
    internal static void Begin(IBufferWriter<byte> line) => line.Write(Before);

    /// <summary>Writes what follows the record.</summary>
    internal static void End(IBufferWriter<byte> line, ReadOnlySpan<byte> signature)
    {
        line.Write(Between);
        _ = Base64.EncodeToUtf8(signature, line.GetSpan(Base64.GetMaxEncodedToUtf8Length(signature.Length)), out _, out var written);
        line.Advance(written);
        line.Write(After);
        line.Write("\n"u8);
    }

    /// <summary>The parts of a line: the record's bytes, which a leaf hashes, and the signature. Null when it has another form.</summary>
    /// <param name="line">The line without its line feed.</param>
    public static (byte[] Record, byte[] Signature)? Split(ReadOnlySpan<byte> line)
    {
        var between = line.LastIndexOf(Between);
        if (between < Before.Length || !line.StartsWith(Before) || !line.EndsWith(After) || line.Length < between + Between.Length + After.Length)
            return null;
        var text = Encoding.ASCII.GetString(line[(between + Between.Length)..^After.Length]);
        var signature = new byte[text.Length];

        // One way to write a signature only: otherwise a byte could be changed that nobody would notice.
        return Convert.TryFromBase64String(text, signature, out var length) && Convert.ToBase64String(signature.AsSpan(0, length)) == text
            ? (line[Before.Length..between].ToArray(), signature[..length])
            : null;
    }
}
