using Orchestrator.Conformance.Conversations;
using Orchestrator.Crash.Tests.Disk;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// Lives with crashes. A seed makes a workload; a crash comes at one step of its disk; what survives is opened, inspected, recovered
/// and used again, sometimes with a second crash meanwhile; and at the end everything is looked at once more.
/// </summary>
internal sealed class CrashSweep(SqliteEngineOptions? engine = null, Action<SimulatedDisk>? prepare = null) : IDisposable
{
    private const int Conversations = 3;
    private const int Rounds = 4;

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteEngineOptions _engine = engine ?? new() { CheckpointPages = 24 };

    public CrashCounts Counts { get; } = new();

    /// <summary>Collects the promises that were broken; null makes the first one fail the sweep.</summary>
    public List<string>? Broken { get; init; }

    /// <summary>Sweeps the crash over all steps of one seed's life.</summary>
    /// <param name="seed">The workload.</param>
    /// <param name="draws">How many survivors of each crash are tried.</param>
    /// <param name="most">Ends early after so many crashes.</param>
    /// <param name="from">The first step at which it crashes.</param>
    public async Task SweepAsync(int seed, int draws, int most, int from = 1)
    {
        var (steps, _, _, _) = await FirstLifeAsync(seed, null);
        for (var at = from; at <= steps && Counts.Crashes < most; at++)
        {
            var (_, disk, truth, place) = await FirstLifeAsync(seed, at);
            for (var draw = 0; draw < draws && Counts.Crashes < most; draw++)
                await TrySurviveAsync(seed, new(at, (Survival)((at + (seed * 7) + draw) % 7), draw), disk, truth, place);
        }
    }

    /// <summary>Repeats one life with its crashes.</summary>
    public async Task RepeatAsync(int seed, CrashPoint crash, CrashPoint? second)
    {
        var (_, disk, truth, place) = await FirstLifeAsync(seed, crash.At);
        await GoOnAsync(seed, crash, second, disk, truth, place);
    }

    /// <summary>The steps of a seed's whole first life.</summary>
    public async Task<IReadOnlyList<DiskStep>> StepsAsync(int seed) => (await FirstLifeAsync(seed, null)).Disk.Steps;

    public void Dispose() => _directory.Dispose();

    private async Task TrySurviveAsync(int seed, CrashPoint crash, SimulatedDisk disk, Truth truth, string place)
    {
        try
        {
            await SurviveAsync(seed, crash, disk, truth, place);
        }
        catch (BrokenPromiseException e) when (Broken is not null)
        {
            Broken.Add(e.Message);
        }
    }

    private async Task SurviveAsync(int seed, CrashPoint crash, SimulatedDisk disk, Truth truth, string place)
    {
        var steps = await GoOnAsync(seed, crash, null, disk, truth, place);

        // Every third survivor crashes again while it recovers.
        var random = new Random((seed * 100_003) + (crash.At * 31) + crash.Draw);
        if (steps > 0 && (crash.At + crash.Draw) % 3 == 0)
            await GoOnAsync(seed, crash, new(random.Next(steps) + 1, (Survival)random.Next(7), random.Next(1000)), disk, truth, place);
    }

    /// <returns>How many steps the recovery took.</returns>
    private async Task<int> GoOnAsync(int seed, CrashPoint crash, CrashPoint? second, SimulatedDisk crashed, Truth told, string place)
    {
        try
        {
            var truth = told.Copy();
            var disk = crashed.After(crash.Survival, new(crash.Draw));
            Count(crash, second is null ? place : null);
            disk.CrashAt = second?.At;
            prepare?.Invoke(disk);
            await RecoverAsync(disk, truth, seed);
            var steps = disk.StepCount;
            if (disk.Crashed)
            {
                Count(second!, "recovery");
                truth = truth.Copy();
                disk = disk.After(second!.Survival, new(second.Draw));
                prepare?.Invoke(disk);
                await RecoverAsync(disk, truth, seed);
            }

            disk.CrashAt = null;
            await LookAsync(disk, truth);
            return steps;
        }
        catch (Exception e)
        {
            throw new BrokenPromiseException($"{e.Message}\nRepeat it with: ORCHESTRATOR_CRASH='{seed} {crash}{(second is null ? "" : $" {second}")}' dotnet test tests/Orchestrator.Crash.Tests\n{e}");
        }
    }

    private void Count(CrashPoint crash, string? place)
    {
        if (place is null)
            return;
        Counts.Add(place);
        Counts.Torn += crash.Survival >= Survival.TornSectors ? 1 : 0;
    }

    private async Task<(int Steps, SimulatedDisk Disk, Truth Truth, string Place)> FirstLifeAsync(int seed, int? crashAt)
    {
        var truth = Truth.Of(Conversations);
        var disk = new SimulatedDisk { CrashAt = crashAt };
        prepare?.Invoke(disk);
        var place = "open";
        if (await Life.StartAsync(disk, _directory.Path, truth, _engine, new(seed)) is { } life)
        {
            truth.LogId = life.Stored.LogId;
            var callers = new Callers(life);
            for (var round = 0; round < Rounds && !disk.Crashed; round++)
                await life.RoundAsync(callers.NextActs());
            place = !disk.Crashed ? "close" : disk.Steps[^1].File.EndsWith("-wal", StringComparison.Ordinal) ? "append" : "checkpoint";
            await life.DisposeAsync();
        }
        else if (disk.Steps[^1].File.StartsWith("wrapped", StringComparison.Ordinal))
        {
            place = "keys";
        }

        if (crashAt is not null && !disk.Crashed)
            throw new InvalidOperationException($"Seed {seed} has no step {crashAt}: its life is not repeatable.");
        return (disk.StepCount, disk, truth, place);
    }

    private async Task RecoverAsync(SimulatedDisk disk, Truth truth, int seed)
    {
        if (await Life.StartAsync(disk, _directory.Path, truth, _engine, new(seed + 1)) is not { } life)
            return;
        try
        {
            Counts.TurnsChecked += await Inspection.InspectAsync(life);
            life.Targets.Holds = false;
            var callers = new Callers(life);
            await life.RoundAsync(new Recovery(life, callers).Acts());
            if (disk.Crashed)
                return;

            // A turn that nobody reads is held, and then let go and read: when it ended by itself would be chance.
            life.Targets.Holds = true;
            await life.RoundAsync(callers.NextActs());
            if (!disk.Crashed)
                await life.RoundAsync(callers.LetGoActs());
        }
        finally
        {
            await life.DisposeAsync();
        }
    }

    private async Task LookAsync(SimulatedDisk disk, Truth truth)
    {
        if (await Life.StartAsync(disk, _directory.Path, truth, _engine, new(0)) is not { } life)
            throw new InvalidOperationException("The last life has no crash.");
        try
        {
            life.CheckPages();
            Counts.TurnsChecked += await Inspection.InspectAsync(life);
            var recovery = new Recovery(life, new(life));
            foreach (var conversation in truth.Conversations)
                await recovery.LookAsync(conversation);
        }
        finally
        {
            await life.DisposeAsync();
        }
    }
}
