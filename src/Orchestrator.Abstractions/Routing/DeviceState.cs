namespace Orchestrator;

/// <summary>How the machine of a local model is, as far as it tells. Each value is null where the machine does not tell.</summary>
public sealed record DeviceState
{
    /// <summary>Charge of the battery, 0 to 100; null on a machine without one.</summary>
    public int? BatteryPercent { get; init; }

    /// <summary>True while the battery is what the machine runs on.</summary>
    public bool OnBattery { get; init; }

    /// <summary>The hottest thermal zone, in °C.</summary>
    public double? TemperatureCelsius { get; init; }

    /// <summary>Memory that programs can still have without swapping, in MiB.</summary>
    public long? AvailableMemoryMegabytes { get; init; }
}
