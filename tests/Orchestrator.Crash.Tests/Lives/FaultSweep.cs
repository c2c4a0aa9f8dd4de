using Orchestrator.Conformance.Conversations;
using Orchestrator.Crash.Tests.Disk;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// Lives on a disk that fails from some step on and then works again. Callers are told that the store is unavailable; once it works,
/// the same process goes on, and every turn ends with one answer; and a crash later finds all of it.
/// </summary>
/// <param name="fault">How it fails.</param>
/// <param name="kills">Whether another process goes on, because somebody killed the one that saw the disk fail.</param>
internal sealed class FaultSweep(DiskFault fault, bool kills = false) : IDisposable
{
    private const int Seed = 3;

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteEngineOptions _engine = new() { CheckpointPages = 24 };

    /// <summary>How often it failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Sweeps the first step that fails over a whole life.</summary>
    /// <param name="stride">Takes every so many.</param>
    public async Task SweepAsync(int stride)
    {
        for (var from = 1; await LiveAsync(from); from += stride)
            Failures++;
    }

    public void Dispose() => _directory.Dispose();

    /// <returns>False when the life had no such step.</returns>
    private async Task<bool> LiveAsync(int from)
    {
        try
        {
            var met = 0;
            var truth = Truth.Of(2);
            var disk = new SimulatedDisk();
            disk.Fault = step => fault.Code(step.Act) is { } code && Interlocked.Increment(ref met) >= from ? code : null;
            var life = await Life.StartAsync(disk, _directory.Path, truth, _engine, new(Seed));
            if (life is null)
            {
                // It did not start. Where it failed before the log was named, nobody has seen that name.
                disk.Fault = null;
                life = await Life.StartAsync(disk, _directory.Path, truth, _engine, new(Seed)) ?? throw new InvalidOperationException("The disk works.");
            }

            truth.LogId = life.Stored.LogId;
            await FailAsync(life);
            if (kills)
            {
                disk = await KillAsync(life, disk);
                truth = truth.Copy();
                life = await Life.StartAsync(disk, _directory.Path, truth, _engine, new(Seed)) ?? throw new InvalidOperationException("The disk works.");
                await Inspection.InspectAsync(life);
            }

            await GoOnAsync(life, disk);
            disk.CrashAt = disk.StepCount + 1;
            await life.DisposeAsync();
            foreach (var survival in Enum.GetValues<Survival>())
                await LookAsync(disk.After(survival, new(from)), truth.Copy());
            return met >= from;
        }
        catch (Exception e)
        {
            throw new BrokenPromiseException($"{fault} from step {from} on: {e}");
        }
    }

    private static async Task FailAsync(Life life)
    {
        var callers = new Callers(life);
        life.Excused = true;
        for (var round = 0; round < 3; round++)
            await life.RoundAsync(callers.NextActs());
        life.Excused = false;
    }

    private static async Task<SimulatedDisk> KillAsync(Life life, SimulatedDisk disk)
    {
        disk.Fault = null;
        disk.CrashAt = disk.StepCount + 1;
        var after = disk.After(Survival.Killed, new(0));
        await life.DisposeAsync();
        return after;
    }

    private static async Task GoOnAsync(Life life, SimulatedDisk disk)
    {
        var callers = new Callers(life);
        disk.Fault = null;
        await life.RoundAsync(callers.LetGoActs());
        life.Targets.Holds = false;
        await life.RoundAsync(new Recovery(life, callers).Acts());
        if (!life.Stored.Health.Healthy)
            throw new BrokenPromiseException("the disk works again, and the journal says that it does not");
        await life.RoundAsync(callers.NextActs());
    }

    private async Task LookAsync(SimulatedDisk disk, Truth truth)
    {
        if (await Life.StartAsync(disk, _directory.Path, truth, _engine, new(0)) is not { } life)
            throw new InvalidOperationException("The last life has no fault.");
        try
        {
            await Inspection.InspectAsync(life);
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
