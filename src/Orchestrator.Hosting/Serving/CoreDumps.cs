using System.Runtime.InteropServices;

namespace Orchestrator.Hosting.Serving;

/// <summary>
/// A core dump is a copy of everything that people said and of the keys that protect it. The system writes none of this process from here
/// on, nor of what it starts (RLIMIT_CORE). What the runtime itself writes when DOTNET_DbgEnableMiniDump is set was decided before this
/// program began; nothing in it can take that back. Windows has no such limit.
/// </summary>
internal static partial class CoreDumps
{
    private const int Core = 4;

    public static void Forbid()
    {
        if ((OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && SetLimit(Core, default) != 0)
            throw new InvalidDataException($"Core dumps cannot be forbidden (error {Marshal.GetLastPInvokeError()}). Set {ServingOptions.Section}:AllowCoreDumps to true to start nevertheless.");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);
}
