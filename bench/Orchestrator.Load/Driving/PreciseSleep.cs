using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orchestrator.Load.Driving;

/// <summary>Sleeps to a moment. The runtime's own waits are rounded to milliseconds, more than an answer takes.</summary>
internal static partial class PreciseSleep
{
    /// <param name="moment">A Stopwatch timestamp; one that has passed returns at once.</param>
    public static void Until(long moment)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment) is { Ticks: > 0 } left)
        {
            var time = new Time((nint)left.TotalSeconds, (nint)(left.Ticks % TimeSpan.TicksPerSecond * 100));
            _ = NanoSleep(in time, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NanoSleep(in Time time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(nint Seconds, nint Nanoseconds);
}
