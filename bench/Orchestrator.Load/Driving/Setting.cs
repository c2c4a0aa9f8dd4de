using System.Globalization;

namespace Orchestrator.Load.Driving;

/// <summary>One way of driving: how many callers, or how many requests a second; streamed or whole.</summary>
/// <param name="Callers">Callers of a closed loop; 0 for an open one.</param>
/// <param name="Streamed">Whether answers are streamed.</param>
internal sealed record Setting(int Callers, bool Streamed)
{
    /// <summary>Requests a second of an open loop.</summary>
    public double PerSecond { get; init; }

    /// <summary>What the provider waits before its first byte, in milliseconds.</summary>
    public int DelayMs { get; init; }

    public bool IsOpen => Callers == 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsOpen ? $"open loop, {PerSecond:0} requests/s" : Callers == 1 ? "1 connection" : $"{Callers} connections")}, {(Streamed ? "streamed" : "whole")}{(DelayMs > 0 ? $", provider waits {DelayMs} ms" : "")}");
}
