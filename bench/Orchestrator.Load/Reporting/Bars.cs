using System.Globalization;
using Orchestrator.Load.Driving;

namespace Orchestrator.Load.Reporting;

/// <summary>The promises about the hot path.</summary>
internal static class Bars
{
    private const double RateOfYarp = 0.5;
    private const double AddedOfYarp = 2.5;
    private const int Fsyncs = 2;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2.5);
    private const double PeakMegabytes = 200;

    public static IReadOnlyList<Bar> Of(LoadReport report)
    {
        if (report.Options.IsPartial)
            return [];
        var start = TimeSpan.FromSeconds(Percentiles.Median(report.Starts.Select(s => s.FirstAnswer.TotalSeconds)));
        var peak = report.SiloPeakMemory / 1e6;
        var (garbled, failed) = (report.Slices.Sum(s => s.Samples.Garbled), report.Slices.Sum(s => s.Samples.Failed));
        return
        [
            Rate(report, new(64, false), "openai"),
            Rate(report, new(64, true), "openai"),
            Rate(report, new(64, true), "grpc"),
            Added(report, new(1, false), "openai"),
            Added(report, new(1, true), "openai"),
            Added(report, new(1, true), "grpc"),
            new($"start to first answer at most {s_start.TotalSeconds} s", Text($"{start.TotalSeconds:0.00} s, median of {report.Starts.Count}"), start <= s_start),
            new(Text($"the silo's peak memory at most {PeakMegabytes} MB"), Text($"{peak:0} MB"), peak <= PeakMegabytes),
            new("no piece lost, doubled or moved", Text($"{garbled} garbled, {failed} failed of {report.Slices.Sum(s => s.Answered) + garbled + failed}"), garbled + failed == 0),
        ];
    }

    private static Bar Rate(LoadReport report, Setting setting, string target)
    {
        var ratio = report.Ratio(setting, target, "yarp", s => s.PerSecond);
        return new(Text($"{target}, {setting}: at least {RateOfYarp} of YARP's rate"), Text($"{ratio:0.00}"), ratio >= RateOfYarp);
    }

    private static Bar Added(LoadReport report, Setting setting, string target)
    {
        var decision = report.DecisionP50(setting, target);
        var added = report.Added(setting, target, s => s.P50);
        var yarp = report.Added(setting, "yarp", s => s.P50);
        var most = (AddedOfYarp * yarp) + (Fsyncs * report.FsyncP50);
        return new(
            Text($"{target}, {setting}: added p50, net of the decision, at most {AddedOfYarp} times YARP's plus {Fsyncs} fsync"),
            Text($"{added - decision:0} us ({added:0} less the decision's {decision:0}) against {most:0} us ({AddedOfYarp} x {yarp:0} + {Fsyncs} x {report.FsyncP50:0})"),
            added - decision <= most);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
