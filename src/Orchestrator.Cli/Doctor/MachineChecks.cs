using System.Runtime.InteropServices;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Doctor;

/// <summary>The machine: runtime, clock, disk.</summary>
internal static class MachineChecks
{
    private const long LowDisk = 500L * 1024 * 1024;

    // Nothing of ours was made before; a clock behind it breaks certificates and tokens.
    private static readonly DateTimeOffset Earliest = new(2025, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Check> Run(DataDirectory data, TimeProvider time)
    {
        yield return Environment.Version.Major >= 10
            ? Check.Ok(".NET runtime", RuntimeInformation.FrameworkDescription)
            : Check.Fail(".NET runtime", $"{RuntimeInformation.FrameworkDescription} is too old", "Install the .NET 10 runtime.");
        yield return Clock(data, time);
        yield return Disk(data);
    }

    private static Check Clock(DataDirectory data, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now < Earliest)
            return Check.Fail("clock", $"it says {now:u}, which is past", "Set the clock: certificates are not valid yet by it.");
        var newest = Directory.Exists(data.Root)
            ? Directory.EnumerateFiles(data.Root).Select(f => (DateTimeOffset)File.GetLastWriteTimeUtc(f)).DefaultIfEmpty(now).Max() : now;
        return newest > now + TimeSpan.FromMinutes(5)
            ? Check.Warn("clock", $"it says {now:u}, but a file of the data directory was written at {newest:u}", "Set the clock; it went back.")
            : Check.Ok("clock", $"{now:u}");
    }

    private static Check Disk(DataDirectory data)
    {
        var existing = data.Root;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = $"{free / (1024.0 * 1024 * 1024):0.0} GiB free at {existing}";
        return free < LowDisk ? Check.Fail("disk", text, "Free some space: turns are refused when they cannot be kept.") : Check.Ok("disk", text);
    }
}
