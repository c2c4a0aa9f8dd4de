using System.Text;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>Looks through captures piece by piece as they grow, so that none has to be kept. Not thread-safe.</summary>
internal sealed class CanaryWatch(CanaryScan scan)
{
    private const int PieceOfFile = 8 * 1024 * 1024;
    private readonly Dictionary<string, byte[]> _ends = [];

    /// <summary>How many bytes were looked through.</summary>
    public long Seen { get; private set; }

    /// <summary>Asserts that no canary is in the next piece of a stream, nor across its beginning.</summary>
    public void Pass(string source, ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        byte[] joined = [.. _ends.GetValueOrDefault(source, []), .. piece];
        PassWhole(source, joined);
        _ends[source] = joined[^Math.Min(CanaryScan.Overlap, joined.Length)..];
    }

    public void Pass(string source, string piece) => Pass(source, Encoding.UTF8.GetBytes(piece));

    /// <summary>Asserts that no canary is in these bytes.</summary>
    public void PassWhole(string source, ReadOnlySpan<byte> bytes)
    {
        Seen += bytes.Length;
        Assert.True(scan.Find(bytes) is not { } found, $"{source}: {scan.Find(bytes)}");
    }

    /// <summary>Asserts that no canary is in a file, whoever else has it open.</summary>
    public void PassFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[PieceOfFile];
        while (file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read)
            Pass(path, buffer.AsSpan(0, read));
        _ends.Remove(path);
    }
}
