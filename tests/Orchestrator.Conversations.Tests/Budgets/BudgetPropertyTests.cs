using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>Random draws, ends, losses and crashes of three processes and their bank, against what budgets promise.</summary>
public sealed class BudgetPropertyTests
{
    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[1, 60], (act, process, key, cents) => new Step(act, process, $"key-{key}", cents / 100m)).Array[1, 60];

    private enum Act
    {
        Begin,
        BeginAgain,
        End,
        EndDear,
        Refresh,
        LoseQuestions,
        LoseAnswers,
        Mend,
        CrashProcess,
        LoseJournal,
        CrashBank,
    }

    [Fact]
    public Task Whatever_is_lost_or_crashes_never_more_than_the_limit_is_charged_and_nothing_is_blocked_for_good() =>
        Steps.SampleAsync(CheckAsync, iter: 3000);

    private static async Task CheckAsync(Step[] steps)
    {
        var keys = ImmutableDictionary<string, BudgetRule>.Empty.Add("key-0", new(1, BudgetPeriod.Total));
        var world = new BudgetWorld { Rules = new() { Tenant = new(3, BudgetPeriod.Total), Keys = keys } };
        var processes = new[] { "silo", "device", "gateway" }.Select(name => new BudgetProcess(world, name)).ToArray();
        foreach (var step in steps)
        {
            await RunAsync(step, processes[step.Process], world);
            Assert.True(world.Charged() <= 3, $"{world.Charged()} of 3 are charged after {step}");
            Assert.True(world.Charged("key-0") <= 1, $"{world.Charged("key-0")} of 1 are charged after {step}");
        }

        await SettleAllAsync(processes);
        var lost = processes.Any(static p => p.LostStarts.Count > 0);
        foreach (var process in processes.Where(static p => p.LostStarts.Count > 0))
            await FreeAsync(world, process);

        // Who frees what lost journals hold vouches for a sum; what is left then can be spent, and is no more than there is.
        foreach (var process in processes.Append(processes[1]))
            await process.Slices.RefreshAsync(default);
        var left = (await processes[1].Slices.LookAsync(BudgetProcess.Of("key-1"), default))!.Amount!.Value;
        Assert.True(lost ? left <= 3 - world.Charged() : left == 3 - world.Charged(), $"{left} are left: {world}");
        await CanSpendAllAsync(world, processes, "key-1", left);
        Assert.True(lost ? world.Charged() <= 3 : world.Charged() == 3, $"{world.Charged()} of 3 are charged");
    }

    private static async Task RunAsync(Step step, BudgetProcess process, BudgetWorld world)
    {
        switch (step.Act)
        {
            case Act.Begin or Act.BeginAgain:
                await process.TryBeginAsync(step.KeyId, step.Amount);
                break;
            case Act.End:
                process.End(0.125m);
                break;
            case Act.EndDear:
                process.End(1);
                break;
            case Act.Refresh:
                await process.TryRefreshAsync();
                break;
            case Act.LoseQuestions:
                process.LosesQuestions = true;
                break;
            case Act.LoseAnswers:
                process.LosesAnswers = true;
                break;
            case Act.Mend:
                (process.LosesQuestions, process.LosesAnswers) = (false, false);
                break;
            case Act.CrashProcess:
                process.Crash();
                break;
            case Act.LoseJournal when process.Name != "silo":
                process.LoseJournal();
                break;
            case Act.CrashBank:
                world.CrashBank();
                break;
        }
    }

    private static async Task FreeAsync(BudgetWorld world, BudgetProcess process)
    {
        // A bank that was opened anew, as after a refusal, hears again what is lost.
        await process.Slices.RefreshAsync(default);
        try
        {
            await world.ReleaseAsync(process.Name, world.OffTheBooks(process.Name, process.LostStarts));
        }
        catch (OrchestratorException nothingLost) when (nothingLost.Error.Reason == ErrorReason.InvalidRequest)
        {
            // What was lost had drawn nothing, or the bank knew how much.
        }

        await process.Slices.RefreshAsync(default);
    }

    private static async Task SettleAllAsync(BudgetProcess[] processes)
    {
        foreach (var process in processes)
        {
            (process.LosesQuestions, process.LosesAnswers) = (false, false);
            while (process.Running > 0)
                process.End(0.5m);

            // Whoever was killed and did not come back yet does.
            await process.Slices.LookAsync(BudgetProcess.Of("key-0"), default);
            await process.Slices.LookAsync(BudgetProcess.Of("key-1"), default);
        }
    }

    /// <summary>One who asks for all that is left is put off until the others have given back, and then has it.</summary>
    private static async Task CanSpendAllAsync(BudgetWorld world, BudgetProcess[] processes, string keyId, decimal left)
    {
        if (left == 0)
            return;
        for (var round = 0; round < 3; round++)
        {
            if (await processes[1].TryBeginAsync(keyId, left) is not { } refusal)
                return;
            Assert.Equal(ErrorReason.Busy, refusal);
            foreach (var process in processes)
                await process.Slices.RefreshAsync(default);
        }

        Assert.Fail($"{left} are left and cannot be spent: {world}");
    }

    private sealed record Step(Act Act, int Process, string KeyId, decimal Amount);
}
