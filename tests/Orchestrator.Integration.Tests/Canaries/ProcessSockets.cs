using System.Globalization;
using System.Net;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>The internet sockets that a process and its children have open, as the kernel tells. Linux.</summary>
internal static class ProcessSockets
{
    private const string Listening = "0A";
    private static readonly string[] s_tables = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6", "udplite", "udplite6"];

    /// <param name="root">The process.</param>
    /// <param name="served">Ports on which it listens.</param>
    /// <param name="called">Ports on loopback that it may be connected with.</param>
    /// <returns>Each socket that is none of these.</returns>
    public static List<string> Others(int root, int[] served, int[] called)
    {
        var processes = ProcessTree.Of(root);
        var own = processes.SelectMany(Inodes).ToHashSet();
        return [.. s_tables.SelectMany(table => Lines($"/proc/{root}/net/{table}").Where(line => own.Contains(line[9])).Where(line => !IsKnown(table, line, served, called))
            .Select(line => $"{table} {line[1]} {line[2]} {line[3]}"))];
    }

    private static bool IsKnown(string table, string[] line, int[] served, int[] called)
    {
        if (!table.StartsWith("tcp", StringComparison.Ordinal))
            return false;
        var (local, remote) = (EndPoint(line[1]), EndPoint(line[2]));
        if (!IPAddress.IsLoopback(local.Address))
            return false;
        return line[3] == Listening ? served.Contains(local.Port) : IPAddress.IsLoopback(remote.Address) && (served.Contains(local.Port) || called.Contains(remote.Port));
    }

    /// <summary>An address as the kernel writes it: words in the machine's order, in hex.</summary>
    private static IPEndPoint EndPoint(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = text[..colon].Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToArray();
        var address = new IPAddress(bytes);
        return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, int.Parse(text[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string[]> Lines(string table) =>
        File.Exists(table) ? File.ReadLines(table).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length > 9) : [];

    private static List<string> Inodes(int process)
    {
        const string prefix = "socket:[";
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(f => new FileInfo(f).LinkTarget ?? "")
                .Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t[prefix.Length..^1])];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return [];
        }
    }
}
