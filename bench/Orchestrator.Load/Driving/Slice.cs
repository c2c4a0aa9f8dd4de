using Orchestrator.Load.Probing;

namespace Orchestrator.Load.Driving;

/// <summary>What one target did in one round of one setting. Times are microseconds.</summary>
internal sealed record Slice
{
    public required string Target { get; init; }

    public required Setting Setting { get; init; }

    public required int Round { get; init; }

    public required Samples Samples { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>CPU of each process in the slice, in microseconds for a request.</summary>
    public required IReadOnlyDictionary<string, double> Cpu { get; init; }

    /// <summary>What the gateway in the middle told of itself; null where there is none.</summary>
    public ProbeReading? Gateway { get; init; }

    public int Answered => Samples.Latency.Count;

    public double PerSecond => Answered / Took.TotalSeconds;

    public double P50 => Percentiles.Of(Samples.Latency, 0.5);

    public double P99 => Percentiles.Of(Samples.Latency, 0.99);

    public double FirstContentP50 => Percentiles.Of(Samples.FirstContent, 0.5);

    public double AllocatedPerRequest => Gateway is null ? double.NaN : (double)Gateway.Allocated / Math.Max(1, Answered);
}
