using System.Globalization;
using Orchestrator.Crash.Tests.Disk;
using Orchestrator.Crash.Tests.Lives;
using Xunit.Abstractions;

namespace Orchestrator.Crash.Tests;

/// <summary>
/// What was acknowledged survives a crash at any step of the journal's life. <c>ORCHESTRATOR_CRASHES=10000</c> makes it the long form;
/// <c>ORCHESTRATOR_CRASH</c> repeats one crash.
/// </summary>
public sealed class CrashSafetyTests(ITestOutputHelper output)
{
    private static readonly int s_crashes = int.Parse(Environment.GetEnvironmentVariable("ORCHESTRATOR_CRASHES") ?? "600", CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_at_every_step_once_and_in_order()
    {
        using var sweep = new CrashSweep();
        if (Environment.GetEnvironmentVariable("ORCHESTRATOR_CRASH") is { Length: > 0 } one)
        {
            var parts = one.Split(' ');
            await sweep.RepeatAsync(int.Parse(parts[0], CultureInfo.InvariantCulture), CrashPoint.Parse(parts[1]), parts.Length > 2 ? CrashPoint.Parse(parts[2]) : null);
            return;
        }

        for (var seed = 1; sweep.Counts.Crashes < s_crashes; seed++)
            await sweep.SweepAsync(seed, draws: 1, most: int.MaxValue);
        output.WriteLine(sweep.Counts.ToString());
        Assert.All(["open", "keys", "append", "checkpoint", "close", "recovery"], place => Assert.True(sweep.Counts.Places.GetValueOrDefault(place) > 0, $"no crash during {place}"));
    }

    [Fact]
    public async Task What_is_acknowledged_after_a_kill_survives_a_power_cut_though_the_killed_process_had_synced_nothing()
    {
        using var sweep = new CrashSweep();
        for (var at = 1; at < 70; at++)
            await sweep.RepeatAsync(1, new(at, Survival.Killed, 0), new((at * 7 % 40) + 1, Survival.Nothing, 0));
    }

    [Fact]
    public async Task The_same_seed_lives_the_same_life()
    {
        using var sweep = new CrashSweep();
        var first = await sweep.StepsAsync(1);

        Assert.Equal(first, await sweep.StepsAsync(1));
        Assert.NotEqual(first, await sweep.StepsAsync(2));
    }

    [Fact]
    public Task The_suite_notices_a_journal_that_does_not_sync() =>
        NoticesAsync(new CrashSweep(new() { CheckpointPages = 24, Synced = false }) { Broken = [] });

    [Fact]
    public Task The_suite_notices_a_disk_that_says_synced_and_is_not() =>
        NoticesAsync(new CrashSweep(prepare: disk => disk.SyncLies = true) { Broken = [] });

    // Some crashes leave no file that opens; what must be noticed besides is that appends are lost from one that does.
    private static async Task NoticesAsync(CrashSweep sweep)
    {
        using (sweep)
            await sweep.SweepAsync(seed: 1, draws: 1, most: 60, from: 60);
        Assert.Contains(sweep.Broken!, b => b.Contains("rows were acknowledged", StringComparison.Ordinal));
    }
}
