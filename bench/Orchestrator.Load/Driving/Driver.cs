using Orchestrator.Load.Disk;
using Orchestrator.Load.Processes;

namespace Orchestrator.Load.Driving;

/// <summary>Drives targets in turns, so that whatever else the machine does meets all of them alike.</summary>
internal sealed class Driver(LoadOptions options, IReadOnlyList<MeasuredTarget> targets, MeasuredProcess provider, FsyncProbe disk, PromptNumbers numbers, Action<string> tell)
{
    private const int FsyncsBetweenSlices = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(options.Seed);

    /// <summary>One that leaves a target out.</summary>
    public Driver Without(string target) => new(options, [.. targets.Where(t => t.Name != target)], provider, disk, numbers, tell);

    public async Task WarmUpAsync()
    {
        foreach (var target in targets)
        {
            tell($"warming up: {target.Name}");
            foreach (var setting in new[] { new Setting(16, false), new Setting(16, true), new Setting(1, true) })
            {
                if (target.For(setting) is { } asked)
                    await ClosedLoop.RunAsync(asked, setting.Callers, options.WarmUp / 3, numbers);
            }
        }
    }

    public async Task<IReadOnlyList<Slice>> RunAsync(Setting setting)
    {
        var slices = new List<Slice>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            // Each round begins with another target, so that none always follows the same one.
            for (var i = 0; i < targets.Count; i++)
            {
                var target = targets[(i + round) % targets.Count];
                if (target.For(setting) is null)
                    continue;
                disk.Measure(FsyncsBetweenSlices);
                await Task.Delay(s_pause, TimeProvider.System);
                slices.Add(await RunAsync(target, setting, round));
            }
        }

        tell($"measured: {setting}");
        return slices;
    }

    private async Task<Slice> RunAsync(MeasuredTarget target, Setting setting, int round)
    {
        var processes = new Dictionary<string, Func<TimeSpan>> { ["provider"] = () => provider.Cpu, ["driver"] = () => ProcessUsage.Cpu(Environment.ProcessId) };
        if (target.Gateway is { } gateway)
            processes["gateway"] = () => gateway.Cpu;
        var before = processes.ToDictionary(p => p.Key, p => p.Value());
        var probe = target.Gateway is { IsProbed: true } probed ? await probed.ReadProbeAsync() : null;
        var (samples, took) = setting.IsOpen
            ? await OpenLoop.RunAsync(target.For(setting)!, setting.PerSecond, options.Slice, numbers, _random)
            : await ClosedLoop.RunAsync(target.For(setting)!, setting.Callers, options.Slice, numbers);
        var told = probe is null ? null : (await target.Gateway!.ReadProbeAsync()).Since(probe);
        var answered = Math.Max(1, samples.Latency.Count);
        return new()
        {
            Target = target.Name,
            Setting = setting,
            Round = round,
            Samples = samples,
            Took = took,
            Cpu = processes.ToDictionary(p => p.Key, p => (p.Value() - before[p.Key]).TotalMicroseconds / answered),
            Gateway = told,
        };
    }
}
