using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>A node that comes back without its journal: what it held before is never taken for unspent, and never held for ever.</summary>
public sealed class LostJournalTests
{
    [Fact]
    public async Task When_the_bank_saw_all_that_can_have_been_spent_that_much_is_charged_and_the_rest_is_free_at_once()
    {
        var (world, silo, node) = await WorldAsync();
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Null(await node.TryBeginAsync("k", 0.4m));
        node.End(0.5m);
        Assert.Null(await node.TryBeginAsync("k", 0.1m));
        await DrawUnusedAsync(node, 0.3m);
        node.LoseJournal();
        world.Time.Advance(TimeSpan.FromHours(2));
        await node.Slices.RefreshAsync(default);
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);

        // 0.2 it told with the second question, and both attempts passed within the hour, at most 0.5 together.
        Assert.NotNull(await silo.TryBeginAsync("k", 0.5m));
        Assert.Null(await silo.TryBeginAsync("k", 0.3m));
    }

    [Fact]
    public async Task When_the_bank_began_too_late_all_that_was_held_stays_held_and_who_is_refused_is_told_by_whom()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.8m));
        world.CrashBank();
        node.LoseJournal();
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);

        var refused = await Assert.ThrowsAsync<OrchestratorException>(async () => await silo.Slices.ReserveAsync(BudgetProcess.Of("k"), 0.3m, default));

        Assert.Equal(ErrorReason.Busy, refused.Error.Reason);
        Assert.Contains("'device', which came back without its journal", refused.Error.Message, StringComparison.Ordinal);
        Assert.Null(await silo.TryBeginAsync("k", 0.2m));
    }

    [Fact]
    public async Task Whoever_vouches_for_what_was_spent_frees_the_rest_while_the_node_goes_on()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.8m));
        node.LoseJournal();
        Assert.Null(await node.TryBeginAsync("k", 0.1m));

        Assert.Equal([new BudgetRelease(null, 0.8m, 0.8m)], (await world.ReleaseAsync("device")).AsEnumerable());
        Assert.Equal([new BudgetRelease(null, 0.8m, 0.25m)], (await world.ReleaseAsync("device", 0.25m)).AsEnumerable());

        // What the node holds now is not touched, and there is nothing more to free.
        Assert.Null(await silo.TryBeginAsync("k", 0.65m));
        await Assert.ThrowsAsync<OrchestratorException>(async () => await world.ReleaseAsync("device"));
    }

    [Fact]
    public async Task A_release_that_is_refused_changes_nothing_and_what_is_lost_is_known_on()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.8m));
        world.CrashBank();
        node.LoseJournal();
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);

        await Assert.ThrowsAsync<OrchestratorException>(async () => await world.ReleaseAsync("another"));

        var waiting = await Assert.ThrowsAsync<OrchestratorException>(async () => await silo.Slices.ReserveAsync(BudgetProcess.Of("k"), 0.3m, default));
        Assert.Contains("'device', which came back without its journal", waiting.Error.Message, StringComparison.Ordinal);
        Assert.Equal([new BudgetRelease(null, 0.8m, 0.25m)], (await world.ReleaseAsync("device", 0.25m)).AsEnumerable());
    }

    [Fact]
    public async Task Books_that_know_less_than_was_told_are_an_old_copy_and_not_believed()
    {
        var world = new BudgetWorld();
        var (before, after) = (BudgetHolder.Node("device", "device.1"), BudgetHolder.Node("device", "device.2"));
        var window = DateTimeOffset.UnixEpoch;
        await world.AskAsync(new(BudgetWorld.Tenant, before, [new(null, window, 0, 0, 0.5m)]), default);
        await world.AskAsync(new(BudgetWorld.Tenant, before, [new(null, window, 0.3m, 0, 0)]), default);
        await world.AskAsync(new(BudgetWorld.Tenant, after, [new(null, window, 0, 0, 0)]), default);

        var grants = await world.AskAsync(new(BudgetWorld.Tenant, after, [new(null, window, 0, 0, 0.6m)]) { Closings = [new(null, window, "device.1", 0.1m)] }, default);

        Assert.Equal((0, "device"), (Assert.Single(grants.Grants).Granted, grants.Grants[0].LostNode));
    }

    [Fact]
    public async Task A_journal_that_is_found_again_tells_what_was_spent()
    {
        var (world, silo, node) = await WorldAsync();
        Assert.Null(await node.TryBeginAsync("k", 0.8m));
        node.End(0.25m);
        var books = world.Books("device");
        node.LoseJournal();
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        Assert.Equal(ErrorReason.Busy, await silo.TryBeginAsync("k", 0.8m));

        node.Crash();
        world.FindBooks("device", books);
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);

        Assert.Null(await silo.TryBeginAsync("k", 0.8m));
    }

    private static async Task<(BudgetWorld World, BudgetProcess Silo, BudgetProcess Node)> WorldAsync()
    {
        var world = new BudgetWorld();
        _ = world.Nodes;
        var (silo, node) = (new BudgetProcess(world, "silo"), new BudgetProcess(world, "device"));
        await silo.Slices.LookAsync(BudgetProcess.Of("k"), default);
        await node.Slices.LookAsync(BudgetProcess.Of("k"), default);
        return (world, silo, node);
    }

    // Nothing passes: it was drawn and not sent.
    private static async Task DrawUnusedAsync(BudgetProcess node, decimal amount) =>
        (await node.Slices.ReserveAsync(BudgetProcess.Of("k"), amount, default)).Settle(0);
}
