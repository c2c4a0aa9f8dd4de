using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>Nodes that draw on a tenant's budget and keep what they spent in journals of their own, which the bank cannot read.</summary>
public sealed class NodeBudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_a_killed_node_held_stays_held_until_it_comes_back_and_then_all_but_what_it_spent_is_free()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(0.2m);
        Assert.Null(await node.TryBeginAsync("k", 0.25m));
        node.Crash();
        world.CrashBank();

        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.6m));

        // 0.1 were spent, and 0.25 may have been by the turn that ran.
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        Assert.Equal(ErrorReason.BudgetRefused, await silo.TryBeginAsync("k", 0.66m));
        Assert.Null(await silo.TryBeginAsync("k", 0.65m));
    }

    [Fact]
    public async Task A_node_that_nobody_comes_to_after_its_restart_tells_what_it_spent_all_the_same()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 1));
        node.End(0.1m);
        node.Crash();

        node.Slices.Watch(BudgetWorld.Tenant);
        world.Time.Advance(TimeSpan.FromHours(1));
        await node.Slices.RefreshAsync(default);

        Assert.Null(await silo.TryBeginAsync("k", 0.9m));
    }

    [Fact]
    public async Task What_a_node_spent_and_told_once_is_not_charged_again_by_its_next_restarts_or_the_banks()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        for (var start = 0; start < 4; start++)
        {
            Assert.Null(await node.TryBeginAsync("k", 0.2m));
            node.End(0.5m);
            node.Crash();
            if (start % 2 == 0)
                world.CrashBank();
        }

        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        world.CrashBank();

        Assert.Equal(ErrorReason.BudgetRefused, await silo.TryBeginAsync("k", 0.61m));
        Assert.Null(await silo.TryBeginAsync("k", 0.6m));
    }

    [Fact]
    public async Task A_late_word_of_a_start_that_its_successor_has_closed_takes_no_money_and_charges_none()
    {
        var world = new BudgetWorld();
        var before = BudgetHolder.Node("device", "device.1");
        var after = BudgetHolder.Node("device", "device.2");
        var window = DateTimeOffset.UnixEpoch;
        await world.AskAsync(new(BudgetWorld.Tenant, before, [new(null, window, 0, 0, 0.5m)]), default);
        var unclosed = Assert.Single((await world.AskAsync(new(BudgetWorld.Tenant, after, [new(null, window, 0, 0, 0)]), default)).Unclosed);
        await world.AskAsync(new(BudgetWorld.Tenant, after, [new(null, window, 0, 0, 0)]) { Closings = [new(null, window, unclosed.Incarnation, 0.1m)] }, default);

        var late = Assert.Single((await world.AskAsync(new(BudgetWorld.Tenant, before, [new(null, window, 0.3m, 0, 0.5m)]), default)).Grants);
        var now = Assert.Single((await world.AskAsync(new(BudgetWorld.Tenant, after, [new(null, window, 0, 0, 0.9m)]), default)).Grants);

        Assert.Equal((0, TimeSpan.Zero), (late.Granted, late.ValidFor));
        Assert.Equal((0.9m, 0.9m), (now.Granted, now.Left));
    }

    [Fact]
    public async Task What_nobody_draws_at_a_node_for_two_minutes_is_there_for_others_without_the_nodes_being_asked()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(0);
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await node.Slices.RefreshAsync(default);

        Assert.Null(await silo.TryBeginAsync("k", 1));
    }

    [Fact]
    public async Task What_is_given_back_is_told_once_and_nobody_is_asked_again_until_somebody_comes()
    {
        var world = new BudgetWorld();
        var node = new BudgetProcess(world, "device");
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(0.5m);
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await node.Slices.RefreshAsync(default);
        node.LosesQuestions = true;

        // Whoever asked now would be told that nobody hears.
        Assert.Null(await Record.ExceptionAsync(() => node.Slices.RefreshAsync(default)));
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await Record.ExceptionAsync(() => node.Slices.RefreshAsync(default)));
    }

    [Fact]
    public async Task A_day_that_is_over_asks_nobody_for_what_was_spent_in_it()
    {
        var world = new BudgetWorld { Rules = new() { Tenant = new(1, BudgetPeriod.Day) } };
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 1));
        node.Crash();
        world.Time.Advance(TimeSpan.FromHours(12));

        Assert.Null(await silo.TryBeginAsync("k", 1));
    }

    [Fact]
    public async Task A_thousand_turns_at_a_silo_and_three_nodes_of_which_one_is_cut_off_and_one_killed_overspend_by_nothing()
    {
        const decimal Most = 0.01m;
        var world = new BudgetWorld();
        var processes = new[] { "silo", "device-1", "device-2", "gateway" }.Select(n => new BudgetProcess(world, n, maxWait: Patience)).ToArray();
        var killed = processes[1].Slices;
        var refused = 0;

        var turns = Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            var process = processes[i % 4];
            if (i == 600)
                processes[2].LosesQuestions = true;
            try
            {
                var drawn = await (process == processes[1] ? killed : process.Slices).ReserveAsync(BudgetProcess.Of("k"), Most, default);
                var attempt = world.Begin("k", drawn, i % 4 == 0 ? null : process.Name);
                await Task.Yield();

                // The node that is killed leaves a fifth of its turns without an end.
                if (process == processes[1] && i % 20 == 1)
                    return;
                var cost = (1 + (i * 7919 % 100)) * 0.000_05m;
                world.End(attempt, cost);
                drawn.Settle(cost);
            }
            catch (OrchestratorException e)
            {
                Assert.Contains(e.Error.Reason, new[] { ErrorReason.BudgetRefused, ErrorReason.Busy, ErrorReason.HostUnavailable });
                Interlocked.Increment(ref refused);
            }
            finally
            {
                Assert.True(world.Charged() <= 1);
            }
        })));

        // What runs once a second in each of them.
        while (!turns.IsCompleted)
        {
            foreach (var process in processes)
                await process.TryRefreshAsync();
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await turns;
        processes[1].Crash();
        processes[2].LosesQuestions = false;
        foreach (var process in processes)
            await process.Slices.LookAsync(BudgetProcess.Of("k"), default);
        for (var round = 0; round < 3; round++)
        {
            foreach (var process in processes)
                await process.Slices.RefreshAsync(default);
        }

        var left = (await processes[0].Slices.LookAsync(BudgetProcess.Of("k"), default))!.Amount;
        Assert.Equal(1 - world.Charged(), left);
        Assert.True(refused > 0, "the turns cost more than there is, so that some must be refused");
    }
}
