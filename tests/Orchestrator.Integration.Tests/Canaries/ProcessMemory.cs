using System.Globalization;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>What stands in the memory that a process can write, as a core dump would show it. Linux; the process must be a child of this one.</summary>
internal static class ProcessMemory
{
    private const int Page = 4096, Piece = 1024 * Page;

    /// <summary>The canary that the scan finds first; null when there is none.</summary>
    /// <param name="process">The process.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="scanned">How many bytes were not zero.</param>
    public static string? Find(int process, CanaryScan scan, out long scanned)
    {
        scanned = 0;
        using var memory = File.OpenHandle($"/proc/{process}/mem");
        var buffer = new byte[Piece + CanaryScan.Overlap];
        foreach (var (start, end) in Writable(process))
        {
            var kept = 0;
            for (var at = start; at < end; at += Piece)
            {
                var piece = buffer.AsSpan(kept, (int)Math.Min(Piece, end - at));
                if (!TryRead(memory, piece, at) || !piece.ContainsAnyExcept((byte)0))
                {
                    kept = 0;
                    continue;
                }

                scanned += piece.Length;
                var all = buffer.AsSpan(0, kept + piece.Length);
                if (scan.Find(all) is { } found)
                    return found;
                kept = Math.Min(CanaryScan.Overlap, all.Length);
                all[^kept..].CopyTo(buffer);
            }
        }

        return null;
    }

    private static bool TryRead(Microsoft.Win32.SafeHandles.SafeFileHandle memory, Span<byte> piece, long at)
    {
        try
        {
            for (var read = 0; read < piece.Length;)
            {
                var more = RandomAccess.Read(memory, piece[read..], at + read);
                if (more == 0)
                    return false;
                read += more;
            }

            return true;
        }
        catch (IOException)
        {
            // It has given the memory back meanwhile.
            return false;
        }
    }

    private static List<(long Start, long End)> Writable(int process) =>
        [.. File.ReadLines($"/proc/{process}/maps").Select(line => line.Split(' ', 3)).Where(line => line[1].StartsWith("rw", StringComparison.Ordinal))
            .Select(line => line[0].Split('-')).Select(range => (Hex(range[0]), Hex(range[1])))];

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
