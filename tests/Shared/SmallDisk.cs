using System.Diagnostics;

namespace Orchestrator.Testing;

/// <summary>A file system of a few megabytes in memory, where the machine lets this user mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string root) => Root = root;

    public string Root { get; }

    /// <summary>Null where nothing can be mounted.</summary>
    public static SmallDisk? TryMount(string directory, string size)
    {
        Directory.CreateDirectory(directory);
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"mode=700,size={size}", "none", directory) ? new(directory) : null;
    }

    public bool TryMakeReadOnly() => Run("mount", "-o", "remount,ro", Root);

    public void Dispose()
    {
        if (!Run("umount", Root))
            Run("umount", "-l", Root);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program here.
        }
    }
}
