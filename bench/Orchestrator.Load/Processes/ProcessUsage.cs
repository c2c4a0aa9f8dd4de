using System.Globalization;

namespace Orchestrator.Load.Processes;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessUsage
{
    // USER_HZ, which the kernel fixes at 100 for everything that it shows under /proc.
    private const double TicksPerSecond = 100;

    /// <summary>CPU that it has used, in user and kernel mode.</summary>
    public static TimeSpan Cpu(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");

        // The name, in brackets, may hold spaces: fields are counted from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond);
    }

    /// <summary>The most memory that it has held, in bytes.</summary>
    public static long PeakMemory(int pid) => Status(pid, "VmHWM:");

    /// <summary>The memory that it holds, in bytes.</summary>
    public static long Memory(int pid) => Status(pid, "VmRSS:");

    private static long Status(int pid, string name) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    private static long Ticks(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
