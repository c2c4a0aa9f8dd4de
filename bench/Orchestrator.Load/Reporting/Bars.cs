using System.Globalization;
using Orchestrator.Load.Driving;

namespace Orchestrator.Load.Reporting;

/// <summary>The promises about the hot path.</summary>
internal static class Bars
{
    private const int Fsyncs = 2;
    private const double PeakMegabytes = 180;
    private const double AddedFirstContentMs = 1;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2.5);

    public static IReadOnlyList<Bar> Of(LoadReport report)
    {
        if (report.Options.IsPartial)
            return [];
        var start = TimeSpan.FromSeconds(Percentiles.Median(report.Starts.Select(s => s.FirstAnswer.TotalSeconds)));
        var peak = report.SiloPeakMemory / 1e6;
        var (garbled, failed) = (report.Slices.Sum(s => s.Samples.Garbled), report.Slices.Sum(s => s.Samples.Failed));
        var slow = report.Settings.Single(s => s.DelayMs > 0);
        return
        [
            Rate(report, new(64, false), "openai", "yarp", 0.55),
            Rate(report, new(64, true), "openai", "yarp", 0.5),
            Rate(report, new(64, true), "grpc", "yarp", 0.5),
            Rate(report, slow, "openai", "direct", 0.97),
            Added(report, new(1, false), "openai", "yarp", 2.5),
            Added(report, new(1, true), "openai", "yarp", 2.5),
            Added(report, new(1, true), "grpc", "yarp", 2.5),
            AddedFirstContent(report, new(1, true)),
            Rate(report, new(16, false), "openai", "portkey", 4.5),
            Rate(report, new(64, false), "openai", "portkey", 10),
            Added(report, new(1, false), "openai", "portkey", 0.2),
            CpuOfPortkey(report, new(64, false)),
            new($"start to first answer at most {s_start.TotalSeconds} s", Text($"{start.TotalSeconds:0.00} s, median of {report.Starts.Count}"), start <= s_start),
            new(Text($"the silo's peak memory at most {PeakMegabytes} MB"), Text($"{peak:0} MB"), peak <= PeakMegabytes),
            new("no piece lost, doubled or moved, no error", Text($"{garbled} garbled, {failed} failed of {report.Slices.Sum(s => s.Answered) + garbled + failed}"), garbled + failed == 0),
        ];
    }

    private static Bar Rate(LoadReport report, Setting setting, string target, string to, double least) =>
        Judged(report, setting, to, Text($"{target}, {setting}: at least {least} of {Name(to)} rate"), () =>
        {
            var ratio = report.Ratio(setting, target, to, s => s.PerSecond);
            return (Text($"{ratio:0.00}"), ratio >= least);
        });

    private static Bar Added(LoadReport report, Setting setting, string target, string to, double most) =>
        Judged(report, setting, to, Text($"{target}, {setting}: added p50, net of the decision, at most {most} times {Name(to)} plus {Fsyncs} fsync"), () =>
        {
            var decision = report.DecisionP50(setting, target);
            var added = report.Added(setting, target, s => s.P50);
            var others = report.Added(setting, to, s => s.P50);
            var limit = (most * others) + (Fsyncs * report.FsyncP50);
            return (
                Text($"{added - decision:0} us ({added:0} less the decision's {decision:0}) against {limit:0} us ({most} x {others:0} + {Fsyncs} x {report.FsyncP50:0})"),
                added - decision <= limit);
        });

    private static Bar AddedFirstContent(LoadReport report, Setting setting)
    {
        var decision = report.DecisionP50(setting, "openai");
        var added = report.Added(setting, "openai", s => s.FirstContentP50);
        var limit = (AddedFirstContentMs * 1000) + report.FsyncP50;
        return new(
            Text($"openai, {setting}: added time to first content, net of the decision, at most {AddedFirstContentMs} ms plus one fsync"),
            Text($"{added - decision:0} us ({added:0} less the decision's {decision:0}) against {limit:0} us"),
            added - decision <= limit);
    }

    private static Bar CpuOfPortkey(LoadReport report, Setting setting) =>
        Judged(report, setting, "portkey", Text($"openai, {setting}: CPU a request, net of the decision, at most 1/10 of Portkey's"), () =>
        {
            var (ours, theirs) = (report.CpuLessDecision(setting, "openai"), report.Median(setting, "portkey", s => s.Cpu["gateway"]));
            return (Text($"1/{theirs / ours:0.0} ({ours:0} us, with the decision {report.Median(setting, "openai", s => s.Cpu["gateway"]):0}, against {theirs:0})"), ours * 10 <= theirs);
        });

    private static Bar Judged(LoadReport report, Setting setting, string to, string promise, Func<(string Found, bool Met)> judge)
    {
        if (report.Of(setting, to).Count == 0)
            return new(promise, "not measured: run with --portkey", null);
        var (found, met) = judge();
        return new(promise, found, met);
    }

    private static string Name(string target) => target switch
    {
        "direct" => "the direct way's",
        "yarp" => "YARP's",
        _ => "Portkey's",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
