using CsCheck;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>What a lost node holds can be freed by hand, and never more than it cannot have spent.</summary>
public sealed class BudgetReleaseTests
{
    private static readonly TimeSpan Lost = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task All_but_what_passed_of_a_lost_node_is_free_and_what_passed_is_charged()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(0.2m);
        world.Time.Advance(TimeSpan.FromHours(2));
        await node.Slices.RefreshAsync(default);

        // 0.1 it told, 0.1 passed since, and 0.6 were drawn and never sent.
        Assert.Null(await node.TryBeginAsync("k", 0.1m));
        await DrawUnusedAsync(node, 0.6m);
        node.LosesQuestions = true;
        world.Time.Advance(Lost);
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.8m));

        Assert.Equal([new BudgetRelease(null, 0.8m, 0.2m)], (await world.ReleaseAsync("device")).AsEnumerable());

        Assert.Null(await silo.TryBeginAsync("k", 0.8m));
        Assert.Equal(1, world.Charged());
        Assert.Empty((await world.ReleaseAsync("nobody")).AsEnumerable());
    }

    [Fact]
    public async Task What_a_lost_node_never_used_is_free_again()
    {
        var (world, silo, node) = await WorldAsync();
        await DrawUnusedAsync(node, 0.8m);
        world.Time.Advance(Lost);
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 1));

        Assert.Equal([new BudgetRelease(null, 0.8m, 0)], (await world.ReleaseAsync("device")).AsEnumerable());
        world.CrashBank();

        Assert.Null(await silo.TryBeginAsync("k", 1));
    }

    [Fact]
    public async Task A_node_that_was_heard_of_lately_keeps_what_it_holds()
    {
        var (world, silo, node) = await WorldAsync();
        await DrawUnusedAsync(node, 0.8m);
        world.Time.Advance(TimeSpan.FromMinutes(10));

        var refused = await Assert.ThrowsAsync<OrchestratorException>(async () => await world.ReleaseAsync("device"));

        Assert.Equal((ErrorReason.InvalidRequest, "node"), (refused.Error.Reason, refused.Error.Field));
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.5m));
    }

    [Fact]
    public async Task After_a_restart_of_the_bank_nothing_is_known_and_only_what_somebody_vouches_for_frees_anything()
    {
        var (world, silo, node) = await WorldAsync();
        await DrawUnusedAsync(node, 0.8m);
        world.CrashBank();
        Assert.Null(await silo.TryBeginAsync("k", 0.1m));
        world.Time.Advance(Lost);

        Assert.Equal([new BudgetRelease(null, 0.8m, 0.8m)], (await world.ReleaseAsync("device")).AsEnumerable());
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.5m));
        Assert.Equal([new BudgetRelease(null, 0.8m, 0.25m)], (await world.ReleaseAsync("device", 0.25m)).AsEnumerable());
        Assert.Null(await silo.TryBeginAsync("k", 0.65m));
    }

    [Fact]
    public async Task A_node_that_comes_back_all_the_same_draws_nothing_of_what_was_freed_and_then_as_before()
    {
        var (world, silo, node) = await WorldAsync();
        await DrawUnusedAsync(node, 0.8m);
        node.LosesQuestions = true;
        world.Time.Advance(Lost);
        await world.ReleaseAsync("device");
        Assert.Null(await silo.TryBeginAsync("k", 0.9m));
        node.LosesQuestions = false;

        Assert.NotNull(await node.TryBeginAsync("k", 0.5m));
        Assert.Null(await node.TryBeginAsync("k", 0.1m));
        Assert.Equal(1, world.Charged());
    }

    [Fact]
    public Task Whatever_is_lost_journals_too_released_and_comes_back_no_more_is_spent_than_there_is() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 2], Gen.Int[1, 40]).Array[1, 60].SampleAsync(async steps =>
        {
            var (world, silo, device) = await WorldAsync();
            BudgetProcess[] processes = [silo, device, new(world, "gateway")];
            foreach (var (what, who, amount) in steps)
            {
                var process = processes[who];
                if (what == 0)
                    await process.TryBeginAsync("k", amount / 100m);
                else if (what == 1)
                    process.End(amount / 40m);
                else if (what == 2)
                    await process.TryRefreshAsync();
                else if (what == 3 && process != silo)
                    process.LosesQuestions = !process.LosesQuestions;
                else if (what == 4 && process != silo)
                    process.Crash();
                else if (what == 5)
                    world.Time.Advance(amount > 20 ? TimeSpan.FromMinutes(amount) : TimeSpan.FromSeconds(1));
                else if (what == 7 && process != silo)
                    process.LoseJournal();
                else if (what == 8)
                    world.ReopenBank();
                else if (what == 6 && process != silo)
                    await Record.ExceptionAsync(async () => await world.ReleaseAsync(process.Name));
                foreach (var each in processes)
                    each.EndLong();
                Assert.True(world.Charged() <= 1, $"{world.Charged()} of 1 after {what} at {process.Name}: {world}");
            }
        }, iter: 300);

    [Fact]
    public async Task What_a_node_told_before_its_bank_was_opened_anew_is_charged_with_what_is_released()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(1);
        await node.Slices.RefreshAsync(default);
        world.Time.Advance(TimeSpan.FromHours(2));
        await node.Slices.RefreshAsync(default);
        await DrawUnusedAsync(node, 0.25m);
        world.ReopenBank();
        world.Time.Advance(Lost);

        Assert.Equal([new BudgetRelease(null, 0.75m, 0.5m)], (await world.ReleaseAsync("device")).AsEnumerable());
        Assert.NotNull(await silo.TryBeginAsync("k", 0.51m));
        Assert.Null(await silo.TryBeginAsync("k", 0.5m));
    }

    private static async Task<(BudgetWorld World, BudgetProcess Silo, BudgetProcess Node)> WorldAsync()
    {
        var world = new BudgetWorld();
        _ = world.Nodes;
        world.Time.Advance(TimeSpan.FromHours(2));
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        return (world, silo, node);
    }

    // Nothing passes: it was drawn and not sent.
    private static async Task DrawUnusedAsync(BudgetProcess node, decimal amount)
    {
        (await node.Slices.ReserveAsync(BudgetProcess.Of("k"), amount, default)).Settle(0);
    }
}
