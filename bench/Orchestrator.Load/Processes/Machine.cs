using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.Load.Processes;

/// <summary>Where the run was made. What else the machine does is in its load average.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">How many cores everything shares, the load generator included.</param>
/// <param name="MemoryGib">Memory of the machine.</param>
/// <param name="Runtime">The runtime.</param>
/// <param name="System">The system.</param>
/// <param name="LoadBefore">The load average of the last minute when the run began.</param>
internal sealed record Machine(string Processor, int Cores, double MemoryGib, string Runtime, string System, double LoadBefore)
{
    public static Machine Read() => new(
        Value("/proc/cpuinfo", "model name") ?? "unknown",
        Environment.ProcessorCount,
        Math.Round(double.Parse(Value("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / 1024 / 1024),
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        LoadAverage());

    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string? Value(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
