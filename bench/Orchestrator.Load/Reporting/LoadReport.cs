using Orchestrator.Load.Driving;
using Orchestrator.Load.Probing;
using Orchestrator.Load.Processes;

namespace Orchestrator.Load.Reporting;

/// <summary>Everything that was measured in one run. Times are microseconds unless they say otherwise.</summary>
internal sealed record LoadReport(
    LoadOptions Options,
    Machine Machine,
    IReadOnlyList<Slice> Slices,
    IReadOnlyList<StartTime> Starts,
    double FsyncP50,
    double FsyncP99,
    long SiloPeakMemory,
    long YarpPeakMemory,
    long? PortkeyPeakMemory)
{
    public double LoadAfter { get; } = Machine.LoadAverage();

    public IReadOnlyList<Setting> Settings { get; } = [.. Slices.Select(s => s.Setting).Distinct()];

    public IReadOnlyList<Bar> Bars => Reporting.Bars.Of(this);

    public IReadOnlyList<Slice> Of(Setting setting, string target) => [.. Slices.Where(s => s.Setting == setting && s.Target == target)];

    /// <summary>The median over rounds.</summary>
    public double Median(Setting setting, string target, Func<Slice, double> value) => Percentiles.Median(Of(setting, target).Select(value));

    /// <summary>The median over rounds of a ratio within the round.</summary>
    public double Ratio(Setting setting, string target, string to, Func<Slice, double> value) =>
        Percentiles.Median(Of(setting, target).Join(Of(setting, to), s => s.Round, s => s.Round, (one, other) => value(one) / value(other)));

    /// <summary>The median over rounds of what a target adds to the direct way within the round.</summary>
    public double Added(Setting setting, string target, Func<Slice, double> value) =>
        Percentiles.Median(Of(setting, target).Join(Of(setting, "direct"), s => s.Round, s => s.Round, (one, direct) => value(one) - value(direct)));

    /// <summary>The gateway's CPU a request, less the decision's median, which is all CPU.</summary>
    public double CpuLessDecision(Setting setting, string target) => Median(setting, target, s => s.Cpu["gateway"]) - DecisionP50(setting, target);

    /// <summary>The decision's own median in a setting, as the silo measured it.</summary>
    public double DecisionP50(Setting setting, string target)
    {
        var counts = new long[DurationBuckets.Count];
        foreach (var slice in Of(setting, target))
        {
            for (var i = 0; i < counts.Length; i++)
                counts[i] += slice.Gateway!.Decisions[i];
        }

        return DurationBuckets.Percentile(counts, 0.5);
    }
}
