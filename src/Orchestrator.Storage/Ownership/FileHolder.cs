using System.Globalization;

namespace Orchestrator.Storage.Ownership;

/// <summary>A process that has a file open.</summary>
/// <param name="ProcessId">The operating system's id of the process.</param>
/// <param name="Name">The program.</param>
public sealed record FileHolder(int ProcessId, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {ProcessId}, {Name}");

    /// <summary>
    /// The other processes that have a file open, as far as the system tells this user (Linux: <c>/proc</c>); empty elsewhere.
    /// </summary>
    /// <param name="paths">The files' full paths.</param>
    public static IReadOnlyList<FileHolder> Others(params ReadOnlySpan<string> paths)
    {
        var found = new List<FileHolder>();
        if (!OperatingSystem.IsLinux())
            return found;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
            wanted.Add(path);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && Opened(directory, wanted))
                found.Add(new(pid, NameOf(directory)));
        }

        return found;
    }

    private static bool Opened(string process, HashSet<string> paths)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget is { } target && paths.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Another user's process, or one that just ended: it stays unnamed.
        }
    }

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
