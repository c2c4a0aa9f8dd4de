using System.Globalization;
using Orchestrator.Load.Decoders;
using Orchestrator.Load.Disk;
using Orchestrator.Load.Driving;
using Orchestrator.Load.Processes;
using Orchestrator.Load.Proxy;
using Orchestrator.Load.Reporting;
using Orchestrator.Load.Targets;
using Orchestrator.Testing;

namespace Orchestrator.Load;

/// <summary>One run: starts, settings, report.</summary>
internal static class LoadRun
{
    private const int SlowMs = 50;
    private const string Healthy = "\"status\":\"healthy\"";
    private static readonly int[] s_callers = [1, 16, 64];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        if (Programs.Configuration != "Release")
            throw new LoadException("Only a Release build is worth measuring: dotnet run -c Release --project bench/Orchestrator.Load");
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory ?? Path.GetTempPath(), $"orchestrator-load-{Environment.ProcessId}")).FullName;
        var tell = options.Json ? Console.Error : Console.Out;
        try
        {
            if (options.Decoders)
            {
                await DecoderCost.RunAsync(options, folder, tell.WriteLine);
                return 0;
            }

            var report = await MeasureAsync(options, folder, line => tell.WriteLine(line));
            await tell.WriteAsync(TextReport.Of(report));
            if (options.Json)
                await Console.Out.WriteLineAsync(JsonReport.Of(report));
            return options.IsPartial || report.Bars.All(b => b.Met is not false) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<LoadReport> MeasureAsync(LoadOptions options, string folder, Action<string> tell)
    {
        var machine = Machine.Read();
        var program = options.Silo is { } built ? Programs.SiloIn(built) : await Programs.PublishSiloAsync(tell);
        var portkeyFolder = options.Portkey is "" ? await PortkeyGateway.InstallAsync(Path.Combine(folder, "portkey"), tell) : options.Portkey;
        var (providerPort, yarpPort, portkeyPort) = (FreePorts.One(), FreePorts.One(), FreePorts.One());
        var provider = $"http://127.0.0.1:{providerPort}";
        var (model, slowModel) = (Model(options.Pieces, options.DelayMs), Model(options.Pieces, SlowMs));
        await using var standIn = MeasuredProcess.Start(
            "provider", Programs.StandIn, ["--urls", provider, "--Logging:LogLevel:Default=Warning", "--Orchestrator:StopWithParent=true"]);
        await Readiness.UntilAsync(standIn, providerPort, "/health/ready", "ready");

        var starts = new List<StartTime>();
        for (var i = 0; i < options.Starts; i++)
        {
            starts.Add(await StartTime.MeasureAsync(new(program, Path.Combine(folder, $"start-{i}"), provider, model), options.Pieces));
            tell(string.Create(CultureInfo.InvariantCulture, $"start {i + 1}: ready after {starts[i].Ready.TotalSeconds:0.00} s, first answer after {starts[i].FirstAnswer.TotalSeconds:0.00} s"));
        }

        using var disk = new FsyncProbe(folder);
        disk.Measure(50);
        await using var yarp = MeasuredProcess.Start(
            "yarp", Programs.Self, ["yarp", yarpPort.ToString(CultureInfo.InvariantCulture), provider], Path.Combine(folder, "yarp-probe"), ("DOTNET_gcServer", "1"));
        await using var portkey = portkeyFolder is null ? null : PortkeyGateway.Start(portkeyFolder, portkeyPort);
        var setup = new SiloSetup(program, Path.Combine(folder, "silo"), provider, model);
        await using var silo = setup.Start(probed: true);
        var otherSetup = options.Against is { } against ? new SiloSetup(Programs.SiloIn(against), Path.Combine(folder, "against"), provider, model) : null;
        await using var other = otherSetup?.Start(probed: true);
        await Readiness.UntilAsync(yarp, yarpPort, "/health/ready", "ready");
        if (portkey is not null)
            await Readiness.UntilAsync(portkey, portkeyPort, "/", "Gateway");
        await Readiness.UntilAsync(silo, setup.Http, "/health/ready", Healthy);
        if (other is not null)
            await Readiness.UntilAsync(other, otherSetup!.Http, "/health/ready", Healthy);

        MeasuredTarget Http(string name, int port, string asked, MeasuredProcess? gateway, params (string, string)[] headers) =>
            new(new HttpTarget(name, port, asked, false, options.Pieces, headers), new HttpTarget(name, port, asked, true, options.Pieces, headers), gateway);

        List<MeasuredTarget> Proxies(string asked)
        {
            List<MeasuredTarget> proxies = [Http("direct", providerPort, asked, null), Http("yarp", yarpPort, asked, yarp)];
            if (portkey is not null)
                proxies.Add(Http("portkey", portkeyPort, asked, portkey, PortkeyGateway.Headers(provider)));
            return proxies;
        }

        List<MeasuredTarget> targets = [.. Proxies(model), Http("openai", setup.Http, "auto", silo), new(null, new GrpcTarget("grpc", setup.Grpc, s_callers[^1], options.Pieces), silo)];
        if (other is not null)
            targets.Add(Http("against", otherSetup!.Http, "auto", other));
        List<MeasuredTarget> slowTargets = [];
        var numbers = new PromptNumbers();
        try
        {
            var driver = new Driver(options, [.. targets.Where(IsAsked)], standIn, disk, numbers, tell);
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

                // One rate for all: half of what the slowest can do. Portkey's gateway would make that a rate at which nothing waits.
                var capacity = slices.Where(s => s.Setting == new Setting(s_callers[^1], streamed) && s.Target != "portkey")
                    .GroupBy(s => s.Target).Min(g => Percentiles.Median(g.Select(s => s.PerSecond)));
                slices.AddRange(await driver.Without("portkey").RunAsync(new(0, streamed) { PerSecond = Math.Max(1, capacity / 2) }));
            }

            var peak = ProcessUsage.PeakMemory(silo.Id);
            if (!options.IsPartial)
            {
                // A provider that takes its time: another silo, because the model is a silo's setting.
                var slow = new SiloSetup(program, Path.Combine(folder, "slow"), provider, slowModel);
                await using var slowSilo = slow.Start(probed: true);
                await Readiness.UntilAsync(slowSilo, slow.Http, "/health/ready", Healthy);
                slowTargets.AddRange([.. Proxies(slowModel), Http("openai", slow.Http, "auto", slowSilo)]);
                var slowDriver = new Driver(options, slowTargets, standIn, disk, numbers, tell);
                await slowDriver.WarmUpAsync();
                slices.AddRange(await slowDriver.RunAsync(new(s_callers[^1], false) { DelayMs = SlowMs }));
            }

            return new(options, machine, slices, starts, disk.P50, disk.P99, peak, ProcessUsage.PeakMemory(yarp.Id), portkey is null ? null : ProcessUsage.PeakMemory(portkey.Id));
        }
        catch (Exception) when (silo.HasExited || yarp.HasExited || standIn.HasExited || portkey is { HasExited: true })
        {
            throw new LoadException($"A process ended in the middle of the run.\n{silo.Log}\n{yarp.Log}\n{standIn.Log}\n{portkey?.Log}");
        }
        finally
        {
            targets.ForEach(t => t.Dispose());
            slowTargets.ForEach(t => t.Dispose());
        }

        bool IsAsked(MeasuredTarget target) => options.Target is null || options.Target.Split(',').Contains(target.Name);
    }

    private static string Model(int pieces, int delayMs) =>
        string.Create(CultureInfo.InvariantCulture, $"orchestrator-stand-in#numbered-{pieces}{(delayMs > 0 ? $",delay-{delayMs}" : "")}");
}
