using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Inference.Workers;

/// <summary>
/// Bounds that a worker puts on itself before it reads a stranger's file. On Linux: the memory it may write to (RLIMIT_DATA; not the
/// address space, of which .NET reserves far more than it uses), no core dump, no other process may look into it, and it is the first
/// that goes when the machine's memory is short. Elsewhere whoever started it watches what it takes.
/// </summary>
internal static partial class ProcessLimits
{
    private const int Data = 2, Core = 4, Dumpable = 4;

    public static void Apply(long bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var (data, core) = (new Limit((ulong)bytes, (ulong)bytes), new Limit(0, 0));
        if (SetLimit(Data, in data) != 0 || SetLimit(Core, in core) != 0 || Control(Dumpable, 0, 0, 0, 0) != 0)
            throw new InvalidOperationException($"The worker cannot bound itself (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "800");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Containers may forbid it; then the system chooses by size alone.
        }
    }

    /// <summary>Gives the standard output's pipe a number of its own and lets what else is printed go to the error output, so that no library writes between messages.</summary>
    public static Stream KeepOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = Duplicate(1);
        if (pipe < 0 || Duplicate(2, 1) < 0)
            throw new InvalidOperationException($"The worker cannot take its output (error {Marshal.GetLastPInvokeError()}).");
        return new FileStream(new SafeFileHandle(pipe, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int file);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int file, int to);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);
}
