using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_thousand_turns_at_once_spend_no_more_than_the_limit_and_are_refused_only_when_too_little_is_left()
    {
        const decimal Most = 0.01m;
        var world = new BudgetWorld();
        var process = new BudgetProcess(world, "silo", maxWait: Patience).Slices;
        var costs = Enumerable.Range(0, 1000).Select(i => (1 + (i * 7919 % 100)) * 0.000_05m).ToArray();
        var refusals = 0;
        var spent = 0m;
        var exact = new Lock();

        await Task.WhenAll(costs.Select(cost => Task.Run(async () =>
        {
            try
            {
                var drawn = await process.ReserveAsync(BudgetProcess.Of("k"), Most, default);
                var attempt = world.Begin("k", drawn);
                Assert.True(world.Charged() <= 1);
                await Task.Yield();
                world.End(attempt, cost);
                drawn.Settle(cost);
                lock (exact)
                    spent += cost;
            }
            catch (OrchestratorException e)
            {
                Assert.Equal(ErrorReason.BudgetRefused, e.Error.Reason);
                Interlocked.Increment(ref refusals);
            }
        }))).WaitAsync(Patience);

        await process.RefreshAsync(default);
        var left = (await process.LookAsync(BudgetProcess.Of("k"), default))!.Amount;
        Assert.Equal(1 - spent, left);
        Assert.Equal(spent, world.Charged());
        Assert.True(refusals > 0, "the turns cost more than there is, so that some must be refused");
        Assert.True(left < Most, $"{left} are left, and {refusals} turns that needed {Most} were refused");
    }

    [Fact]
    public async Task What_a_turn_did_not_use_is_there_for_the_next_one()
    {
        var process = new BudgetProcess(new BudgetWorld(), "silo");
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(await process.TryBeginAsync("k", 0.9m));
            process.End(0.001m);
        }
    }

    [Fact]
    public async Task A_turn_waits_for_money_that_running_turns_have_set_aside()
    {
        var world = new BudgetWorld();
        var process = new BudgetProcess(world, "silo", maxWait: Patience);
        Assert.Null(await process.TryBeginAsync("k", 0.8m));

        var waiting = process.Slices.ReserveAsync(BudgetProcess.Of("k"), 0.5m, default);
        Assert.False(waiting.IsCompleted);
        process.End(0.1m);

        Assert.Equal(0.5m, (await waiting.AsTask().WaitAsync(Patience)).Most);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_ends_with_an_error_that_may_be_repeated()
    {
        var world = new BudgetWorld();
        var process = new BudgetProcess(world, "silo", maxWait: TimeSpan.FromSeconds(5));
        Assert.Null(await process.TryBeginAsync("k", 0.8m));

        var waiting = process.TryBeginAsync("k", 0.5m);
        world.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(ErrorReason.Busy, await waiting.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_node_that_is_offline_draws_on_what_it_holds_and_on_no_more()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 0.2m));
        node.End(0.5m);
        node.LosesQuestions = true;

        Assert.Null(await node.TryBeginAsync("k", 0.1m));
        Assert.Equal(ErrorReason.HostUnavailable, await node.TryBeginAsync("k", 0.1m));
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.81m));
        Assert.Null(await silo.TryBeginAsync("k", 0.8m));
    }

    [Fact]
    public async Task The_slice_of_a_node_that_stays_away_can_be_drawn_by_nobody_until_the_node_says_what_it_spent()
    {
        var world = new BudgetWorld();
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        Assert.Null(await node.TryBeginAsync("k", 0.5m));
        node.End(0.1m);
        node.LosesQuestions = true;
        world.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(ErrorReason.HostUnavailable, await node.TryBeginAsync("k", 0.1m));
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.6m));

        node.LosesQuestions = false;
        await node.Slices.RefreshAsync(default);
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.95m));
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        await node.Slices.RefreshAsync(default);
        await node.Slices.RefreshAsync(default);
        Assert.Null(await silo.TryBeginAsync("k", 0.95m));
    }

    [Fact]
    public async Task A_crash_charges_what_ran_once_and_at_its_most_and_frees_the_rest()
    {
        var world = new BudgetWorld();
        var process = new BudgetProcess(world, "silo");
        Assert.Null(await process.TryBeginAsync("k", 0.25m));
        process.Crash();
        world.CrashBank();

        Assert.Equal(ErrorReason.BudgetRefused, await process.TryBeginAsync("k", 0.76m));
        Assert.Null(await process.TryBeginAsync("k", 0.75m));
    }

    [Fact]
    public async Task A_day_budget_begins_anew_at_midnight_and_what_ran_over_it_is_yesterdays()
    {
        var world = new BudgetWorld { Rules = new() { Tenant = new(1, BudgetPeriod.Day) } };
        var process = new BudgetProcess(world, "silo");
        Assert.Null(await process.TryBeginAsync("k", 0.9m));
        Assert.Equal(ErrorReason.Busy, await process.TryBeginAsync("k", 0.9m));

        world.Time.Advance(TimeSpan.FromHours(12));
        Assert.Null(await process.TryBeginAsync("k", 0.9m));
        process.End(1);
        process.End(0);

        Assert.Null(await process.TryBeginAsync("k", 1));
    }

    [Fact]
    public async Task A_budget_that_was_raised_or_taken_away_holds_with_the_next_word_from_the_bank()
    {
        var world = new BudgetWorld();
        var process = new BudgetProcess(world, "silo");
        Assert.Equal(ErrorReason.BudgetRefused, await process.TryBeginAsync("k", 2));

        world.Rules = new() { Tenant = new(3, BudgetPeriod.Total) };
        await process.Slices.RefreshAsync(default);
        Assert.Equal(3, (await process.Slices.LookAsync(BudgetProcess.Of("k"), default))!.Amount);
        Assert.Null(await process.TryBeginAsync("k", 2));

        world.Rules = null;
        await process.Slices.RefreshAsync(default);
        Assert.Null(await process.Slices.LookAsync(BudgetProcess.Of("k"), default));
        Assert.Null(await process.TryBeginAsync("k", 1000));
    }

    [Fact]
    public async Task A_refusal_names_the_budget_and_what_is_left_of_it()
    {
        var process = new BudgetProcess(new BudgetWorld(), "silo");

        var refused = await Assert.ThrowsAsync<OrchestratorException>(async () => await process.Slices.ReserveAsync(BudgetProcess.Of("k"), 1.5m, default));

        Assert.Equal(
            "The answer could cost up to 1.5 USD, and 1 USD are left of the budget of tenant 'acme'. Set a lower limit of tokens, or have the budget raised; repeating does not help.",
            refused.Error.Message);
        Assert.False(refused.Error.Retryable);
    }
}
