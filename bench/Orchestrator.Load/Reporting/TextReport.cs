using System.Globalization;
using System.Text;
using Orchestrator.Load.Driving;

namespace Orchestrator.Load.Reporting;

/// <summary>The report for people: a table a setting, then the promises.</summary>
internal static class TextReport
{
    private const string Head = "| target | req/s | of direct | of YARP | of Portkey | p50 us | added | of YARP's | p99 us | first content p50 us | gateway CPU us/req | provider | driver | KB allocated/req |";

    public static string Of(LoadReport report)
    {
        var text = new StringBuilder();
        Line(text, $"");
        Line(text, $"machine: {report.Machine.Processor}, {report.Machine.Cores} cores for everything, {report.Machine.MemoryGib} GiB, {report.Machine.System}, {report.Machine.Runtime}");
        Line(text, $"load average: {report.Machine.LoadBefore:0.0} before, {report.LoadAfter:0.0} after; {report.Options.Rounds} rounds of {report.Options.Slice.TotalSeconds:0.#} s, medians over rounds; {report.Options.Pieces} pieces an answer, provider's delay {report.Options.DelayMs} ms");
        Line(text, $"fsync of 4 KB in the data directory: p50 {report.FsyncP50:0} us, p99 {report.FsyncP99:0} us");
        foreach (var setting in report.Settings)
        {
            Line(text, $"");
            Line(text, $"{setting}");
            Line(text, $"{Head}");
            Line(text, $"|---|{string.Concat(Enumerable.Repeat("--:|", Head.Count(c => c == '|') - 2))}");
            foreach (var target in report.Slices.Where(s => s.Setting == setting).Select(s => s.Target).Distinct().OrderBy(Place))
                Row(text, report, setting, target);
        }

        Line(text, $"");
        foreach (var setting in report.Settings.Where(s => s is { Streamed: false, IsOpen: false } && report.Of(s, "openai").Count > 0))
            Line(text, $"{setting}: the decision's p50 is {report.DecisionP50(setting, "openai"):0} us; without it the silo adds {report.Added(setting, "openai", s => s.P50) - report.DecisionP50(setting, "openai"):0} us and takes {report.CpuLessDecision(setting, "openai"):0} us of CPU a request");
        if (report.PortkeyPeakMemory is null && !report.Options.IsPartial)
            Line(text, $"Portkey's gateway was not run: --portkey install, which takes Node.js and npm, or --portkey FOLDER");
        Line(text, $"start: ready {Median(report, s => s.Ready)}, first answer {Median(report, s => s.FirstAnswer)}, memory then {report.Starts.Max(s => s.Memory) / 1e6:0} MB (medians of {report.Starts.Count} starts on a new directory)");
        Line(text, $"peak memory: silo {report.SiloPeakMemory / 1e6:0} MB, YARP {report.YarpPeakMemory / 1e6:0} MB{(report.PortkeyPeakMemory is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", Portkey's gateway {bytes / 1e6:0} MB") : "")}");
        Line(text, $"");
        foreach (var bar in report.Bars)
            Line(text, $"{(bar.Met switch { true => "met   ", false => "MISSED", null => "?     " })} {bar.Promise}: {bar.Found}");
        return text.ToString();
    }

    private static void Row(StringBuilder text, LoadReport report, Setting setting, string target)
    {
        double Value(Func<Slice, double> value) => report.Median(setting, target, value);
        var gateway = target == "direct" ? "" : Number(Value(s => s.Cpu["gateway"]));
        var added = report.Added(setting, target, s => s.P50);
        Line(
            text,
            $"| {target} | {Value(s => s.PerSecond):0} | {report.Ratio(setting, target, "direct", s => s.PerSecond):0.00} | {report.Ratio(setting, target, "yarp", s => s.PerSecond):0.00} | {Number(report.Ratio(setting, target, "portkey", s => s.PerSecond), "0.0")} | {Value(s => s.P50):0} | {added:0} | {added / report.Added(setting, "yarp", s => s.P50):0.0} | {Value(s => s.P99):0} | {Value(s => s.FirstContentP50):0} | {gateway} | {Value(s => s.Cpu["provider"]):0} | {Value(s => s.Cpu["driver"]):0} | {Number(Value(s => s.AllocatedPerRequest) / 1024)} |");
    }

    private static int Place(string target) => Array.IndexOf(["direct", "yarp", "portkey", "openai", "grpc", "against"], target);

    private static string Median(LoadReport report, Func<Processes.StartTime, TimeSpan> value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percentiles.Median(report.Starts.Select(s => value(s).TotalSeconds)):0.00} s");

    private static string Number(double number, string format = "0") => double.IsNaN(number) ? "" : number.ToString(format, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
