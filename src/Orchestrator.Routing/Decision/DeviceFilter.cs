using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>Whether a machine is in a state to decode: its battery, its heat, its memory. A narrow model's work is too small to matter.</summary>
internal static class DeviceFilter
{
    public static RejectedTarget? Reject(Target target, RouterOptions options)
    {
        if (target.Device is not { } device || !target.Capabilities.OpenEnded)
            return null;
        if (device is { OnBattery: true, BatteryPercent: { } charge } && charge < options.LeastBatteryPercent)
            return Because($"the battery of {target.Node} is at {charge} %, and below {options.LeastBatteryPercent} % its decoder rests");
        if (device.TemperatureCelsius is { } heat && heat > options.MostTemperatureCelsius)
            return Because(string.Create(CultureInfo.InvariantCulture, $"{target.Node} is {heat:0} °C hot, and above {options.MostTemperatureCelsius:0} °C its decoder rests"));
        if (device.AvailableMemoryMegabytes is { } memory && memory < options.LeastMemoryMegabytes)
            return Because($"{target.Node} has {memory} MiB of memory left, and its decoder wants {options.LeastMemoryMegabytes}");
        return null;

        RejectedTarget Because(string why) => new(target.Id, "device", why);
    }
}
