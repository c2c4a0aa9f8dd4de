using System.Runtime.InteropServices;

namespace Orchestrator.Cli.Doctor.Machine;

/// <summary>The machine: runtime and clock.</summary>
internal static class MachineChecks
{
    // Nothing of ours was made before; a clock behind it breaks certificates and tokens.
    private static readonly DateTimeOffset Earliest = new(2025, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static Check Runtime() => Environment.Version.Major >= 10
        ? Check.Ok(".NET runtime", "RUNTIME_OK", RuntimeInformation.FrameworkDescription)
        : Check.Fail(".NET runtime", "RUNTIME_OLD", $"{RuntimeInformation.FrameworkDescription} is too old", "Install the .NET 10 runtime.");

    public static Check Clock(string directory, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now < Earliest)
            return Check.Fail("clock", "CLOCK_PAST", $"it says {now:u}, which is past", "Set the clock: certificates are not valid yet by it.");
        var newest = Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory).Select(f => (DateTimeOffset)File.GetLastWriteTimeUtc(f)).DefaultIfEmpty(now).Max() : now;
        return newest > now + TimeSpan.FromMinutes(5)
            ? Check.Warn("clock", "CLOCK_WENT_BACK", $"it says {now:u}, but a file of the data directory was written at {newest:u}", "Set the clock; it went back.")
            : Check.Ok("clock", "CLOCK_OK", $"{now:u}");
    }
}
