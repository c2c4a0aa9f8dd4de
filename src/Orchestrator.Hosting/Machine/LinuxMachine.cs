using System.Globalization;

namespace Orchestrator.Hosting.Machine;

/// <summary>
/// Reads how this machine is from what Linux tells: batteries under <c>/sys/class/power_supply</c>, heat under <c>/sys/class/thermal</c>,
/// memory in <c>/proc/meminfo</c>. What is not there, or cannot be read, is not known. Thread-safe.
/// </summary>
/// <param name="root">The root of the file system.</param>
public sealed class LinuxMachine(string root = "/")
{
    /// <summary>How the machine is now.</summary>
    public DeviceState Read()
    {
        var (percent, discharging) = Battery();
        return new()
        {
            BatteryPercent = percent,
            OnBattery = discharging,
            TemperatureCelsius = Temperature(),
            AvailableMemoryMegabytes = AvailableMemory(),
        };
    }

    /// <summary>The emptiest of the machine's own batteries; those of a mouse or a headset say that their scope is a device.</summary>
    private (int? Percent, bool Discharging) Battery()
    {
        int? least = null;
        var discharging = false;
        foreach (var supply in Folders("sys/class/power_supply", "*"))
        {
            if (Line(supply, "type") != "Battery" || Line(supply, "scope") == "Device" || Number(Line(supply, "capacity")) is not { } percent || percent is < 0 or > 100)
                continue;
            least = Math.Min(least ?? 100, (int)percent);
            discharging |= Line(supply, "status") == "Discharging";
        }

        return (least, discharging);
    }

    /// <summary>The hottest zone; a sensor that gives nonsense is passed over.</summary>
    private double? Temperature()
    {
        double? most = null;
        foreach (var zone in Folders("sys/class/thermal", "thermal_zone*"))
        {
            if (Number(Line(zone, "temp")) is { } millidegrees && millidegrees is > -40_000 and < 150_000)
                most = Math.Max(most ?? double.MinValue, millidegrees / 1000.0);
        }

        return most;
    }

    private long? AvailableMemory()
    {
        foreach (var line in Lines(Path.Combine(root, "proc/meminfo")))
        {
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                return Number(line["MemAvailable:".Length..].Replace("kB", "", StringComparison.Ordinal)) / 1024;
        }

        return null;
    }

    private IEnumerable<string> Folders(string path, string pattern)
    {
        var folder = Path.Combine(root, path);
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, pattern) : [];
    }

    private static string? Line(string folder, string file) => Lines(Path.Combine(folder, file)).FirstOrDefault()?.Trim();

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A sensor that is not there, asleep, or not ours to read tells nothing; that is an answer.
            return [];
        }
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
