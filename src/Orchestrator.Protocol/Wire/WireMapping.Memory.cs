using Google.Protobuf.WellKnownTypes;
using Orchestrator.Routing;

namespace Orchestrator.Protocol;

// What a decision knew of targets, machines and earlier turns.
public static partial class WireMapping
{
    private static V1.DeviceState ToProto(this DeviceState value)
    {
        var proto = new V1.DeviceState { OnBattery = value.OnBattery };
        if (value.BatteryPercent is { } battery)
            proto.BatteryPercent = battery;
        if (value.TemperatureCelsius is { } temperature)
            proto.TemperatureCelsius = temperature;
        if (value.AvailableMemoryMegabytes is { } memory)
            proto.AvailableMemoryMegabytes = memory;
        return proto;
    }

    private static DeviceState FromProto(this V1.DeviceState proto) => new()
    {
        BatteryPercent = proto.HasBatteryPercent ? proto.BatteryPercent : null,
        OnBattery = proto.OnBattery,
        TemperatureCelsius = proto.HasTemperatureCelsius ? proto.TemperatureCelsius : null,
        AvailableMemoryMegabytes = proto.HasAvailableMemoryMegabytes ? proto.AvailableMemoryMegabytes : null,
    };

    private static V1.TargetMeasure ToProto(TargetMeasure value) => new()
    {
        FirstContent = Duration.FromTimeSpan(value.FirstContent),
        PerOutputToken = Duration.FromTimeSpan(value.PerOutputToken),
        OutputTokens = value.OutputTokens,
        Samples = value.Samples,
    };

    private static TargetMeasure FromProto(V1.TargetMeasure proto) => new(
        ToTimeSpan(proto.FirstContent ?? new(), "first_content"), ToTimeSpan(proto.PerOutputToken ?? new(), "per_output_token"), proto.OutputTokens, proto.Samples);

    private static V1.RouteMemory ToProto(this RouteMemory value) => new()
    {
        HeldTarget = value.HeldTarget,
        HeldTier = (V1.Tier)value.HeldTier,
        InToolLoop = value.InToolLoop,
        EasyTurns = value.EasyTurns,
        Idle = Duration.FromTimeSpan(value.Idle),
        Drift = value.Drift,
        SeenTokens = value.SeenTokens,
    };

    private static RouteMemory FromProto(V1.RouteMemory proto) => new()
    {
        HeldTarget = proto.HeldTarget,
        HeldTier = Known((Tier)proto.HeldTier, "held_tier"),
        InToolLoop = proto.InToolLoop,
        EasyTurns = proto.EasyTurns,
        Idle = ToTimeSpan(proto.Idle ?? new(), "idle"),
        Drift = proto.Drift,
        SeenTokens = proto.SeenTokens,
    };
}
