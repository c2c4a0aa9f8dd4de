using System.Globalization;
using Orchestrator.Load.Disk;
using Orchestrator.Load.Driving;
using Orchestrator.Load.Processes;
using Orchestrator.Load.Reporting;
using Orchestrator.Load.Targets;
using Orchestrator.Testing;

namespace Orchestrator.Load;

/// <summary>One run: starts, settings, report.</summary>
internal static class LoadRun
{
    private static readonly int[] s_callers = [1, 16, 64];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        if (Programs.Configuration != "Release")
            throw new LoadException("Only a Release build is worth measuring: dotnet run -c Release --project bench/Orchestrator.Load");
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory ?? Path.GetTempPath(), $"orchestrator-load-{Environment.ProcessId}")).FullName;
        var tell = options.Json ? Console.Error : Console.Out;
        try
        {
            var report = await MeasureAsync(options, folder, line => tell.WriteLine(line));
            await tell.WriteAsync(TextReport.Of(report));
            if (options.Json)
                await Console.Out.WriteLineAsync(JsonReport.Of(report));
            return options.IsPartial || report.Bars.All(b => b.Met) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<LoadReport> MeasureAsync(LoadOptions options, string folder, Action<string> tell)
    {
        var machine = Machine.Read();
        var model = string.Create(CultureInfo.InvariantCulture, $"orchestrator-stand-in#numbered-{options.Pieces}{(options.DelayMs > 0 ? $",delay-{options.DelayMs}" : "")}");
        var (providerPort, yarpPort) = (FreePorts.One(), FreePorts.One());
        var provider = $"http://127.0.0.1:{providerPort}";
        await using var standIn = MeasuredProcess.Start(
            "provider", Programs.StandIn, ["--urls", provider, "--Logging:LogLevel:Default=Warning", "--Orchestrator:StopWithParent=true"]);
        await Readiness.UntilAsync(standIn, providerPort, "/health/ready", "ready");

        var starts = new List<StartTime>();
        for (var i = 0; i < options.Starts; i++)
        {
            starts.Add(await StartTime.MeasureAsync(new(Path.Combine(folder, $"start-{i}"), provider, model), options.Pieces));
            tell(string.Create(CultureInfo.InvariantCulture, $"start {i + 1}: ready after {starts[i].Ready.TotalSeconds:0.00} s, first answer after {starts[i].FirstAnswer.TotalSeconds:0.00} s"));
        }

        using var disk = new FsyncProbe(folder);
        disk.Measure(50);
        await using var yarp = MeasuredProcess.Start(
            "yarp", Programs.Self, ["yarp", yarpPort.ToString(CultureInfo.InvariantCulture), provider], Path.Combine(folder, "yarp-probe"), ("DOTNET_gcServer", "1"));
        var setup = new SiloSetup(Path.Combine(folder, "silo"), provider, model);
        await using var silo = setup.Start(probed: true);
        await Readiness.UntilAsync(yarp, yarpPort, "/health/ready", "ready");
        await Readiness.UntilAsync(silo, setup.Http, "/health/ready", "\"status\":\"healthy\"");

        var targets = new List<MeasuredTarget>
        {
            Http("direct", providerPort, model, null),
            Http("yarp", yarpPort, model, yarp),
            Http("openai", setup.Http, "auto", silo),
            new(null, new GrpcTarget("grpc", setup.Grpc, s_callers[^1], options.Pieces), silo),
        };
        try
        {
            var driver = new Driver(options, [.. targets.Where(t => options.Target is null || t.Name == options.Target)], standIn, disk, tell);
            await driver.WarmUpAsync();
            var slices = new List<Slice>();
            if (options.IsPartial)
                tell($"silo: process {silo.Id}");
            foreach (var streamed in new[] { false, true })
            {
                foreach (var callers in options.Connections is { } only ? [only] : s_callers)
                    slices.AddRange(await driver.RunAsync(new(callers, streamed)));
                if (options.IsPartial)
                    continue;

                // One rate for all: half of what the slowest can do.
                var capacity = slices.Where(s => s.Setting == new Setting(s_callers[^1], streamed)).GroupBy(s => s.Target).Min(g => Percentiles.Median(g.Select(s => s.PerSecond)));
                slices.AddRange(await driver.RunAsync(new(0, streamed) { PerSecond = Math.Max(1, capacity / 2) }));
            }

            return new(options, machine, slices, starts, disk.P50, disk.P99, ProcessUsage.PeakMemory(silo.Id), ProcessUsage.PeakMemory(yarp.Id));
        }
        catch (Exception) when (silo.HasExited || yarp.HasExited || standIn.HasExited)
        {
            throw new LoadException($"A process ended in the middle of the run.\n{silo.Log}\n{yarp.Log}\n{standIn.Log}");
        }
        finally
        {
            targets.ForEach(t => t.Dispose());
        }

        MeasuredTarget Http(string name, int port, string asked, MeasuredProcess? gateway) =>
            new(new HttpTarget(name, port, asked, false, options.Pieces), new HttpTarget(name, port, asked, true, options.Pieces), gateway);
    }
}
