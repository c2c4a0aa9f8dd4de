using System.Globalization;

namespace Orchestrator.Cli.Up;

/// <summary>Which process listens on a port, where the system tells (Linux: <c>/proc</c>).</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    public static string Describe(int port) =>
        Find(port) is var (pid, name) ? $"process {pid} ({name})" : "another process";

    public static (int Pid, string Name)? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var sockets = Inodes("/proc/net/tcp", port).Concat(Inodes("/proc/net/tcp6", port)).Select(i => $"socket:[{i}]").ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0)
            return null;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Holds(directory, sockets))
                return (pid, Name(directory));
        }

        return null;
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table))
            return [];
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(table).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[3] == Listening && f[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(f => f[9]);
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd"))
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // Another user's process, or one that just ended: it stays unnamed.
        }
    }

    private static string Name(string process)
    {
        try
        {
            // The program after its interpreter says more than "dotnet".
            var words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return string.Join(' ', words.Take(2).Select(Path.GetFileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
