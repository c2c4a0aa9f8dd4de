using System.Globalization;
using Orchestrator.Storage;

namespace Orchestrator.Cli.Doctor.Machine;

/// <summary>What the machine has left: disk, memory, open files.</summary>
internal static class ResourceChecks
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Below this turns are about to be refused: a commit, its log and a checkpoint want some room.</summary>
    private const long NoDisk = 20 * Mebibyte;

    private const long LowDisk = 500 * Mebibyte;

    // A silo, two nodes and their models take some 400 MiB.
    private const long LowMemory = 512 * Mebibyte;

    // Each connection, link stream and database wants one; what systems give today is far more.
    private const long FewFiles = 4096;

    public static Check Disk(string directory)
    {
        var existing = directory;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        return Disk(existing, new DriveInfo(existing).AvailableFreeSpace);
    }

    public static Check Disk(string existing, long free)
    {
        var text = free < 10 * 1024 * Mebibyte ? $"{free / Mebibyte} MiB free at {existing}" : $"{free / (1024 * Mebibyte)} GiB free at {existing}";
        const string remedy = "Free some space there, or move the data directory; writing goes on by itself.";
        return free switch
        {
            < NoDisk => Check.Fail("disk", StorageStates.Code(StorageState.Full), $"{text}: turns are refused because they cannot be kept", remedy),
            < LowDisk => Check.Warn("disk", "DISK_LOW", $"{text}: turns are refused once it is full", remedy),
            _ => Check.Ok("disk", "DISK_OK", text),
        };
    }

    public static Check Memory()
    {
        // What the runtime may use: it knows containers' limits; and what the system has to give.
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var available = Math.Min(limit, Available() ?? long.MaxValue);
        var text = $"{available / Mebibyte} MiB available";
        return available < LowMemory
            ? Check.Warn("memory", "MEMORY_LOW", $"{text}, of which a whole system takes some 400", "Stop other programs, or give this machine or container more.")
            : Check.Ok("memory", "MEMORY_OK", text);
    }

    /// <param name="process">A process id, or <c>self</c>.</param>
    /// <param name="name">What is checked.</param>
    public static Check? Files(string process = "self", string name = "open files")
    {
        if (!long.TryParse(SoftLimit(process, "Max open files"), CultureInfo.InvariantCulture, out var limit))
            return null;
        return limit < FewFiles
            ? Check.Warn(name, "FILES_LOW", $"a process may have {limit} files and connections open at once: with more, new connections fail", $"Raise the limit to at least {FewFiles} (ulimit -n, LimitNOFILE= in systemd, --ulimit nofile= in Docker) and start again.")
            : Check.Ok(name, "FILES_OK", $"a process may have {limit} open at once");
    }

    /// <param name="process">The id of a process that reads what people say.</param>
    /// <param name="name">What is checked.</param>
    public static Check? CoreDumps(string process, string name) => SoftLimit(process, "Max core file size") switch
    {
        null => null,
        "0" => Check.Ok(name, "CORE_DUMPS_OFF", "none is written"),
        _ => Check.Warn(
            name, "CORE_DUMPS_ALLOWED", "if it crashes, the system may write a file with what people said and with keys",
            "Take Orchestrator:AllowCoreDumps away and start again, once you have the dump that you wanted."),
    };

    private static long? Available()
    {
        const string file = "/proc/meminfo";
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] ? long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 : null;
    }

    /// <summary>The soft limit as the system writes it; null where it cannot be read.</summary>
    private static string? SoftLimit(string process, string name)
    {
        var file = $"/proc/{process}/limits";
        try
        {
            var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) : null;
            return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..] ? soft : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It just ended, or it is another user's.
        }
    }
}
