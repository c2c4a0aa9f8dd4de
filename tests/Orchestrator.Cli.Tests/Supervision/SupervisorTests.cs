using Orchestrator.Cli.Supervision;

namespace Orchestrator.Cli.Tests.Supervision;

public sealed class SupervisorTests
{
    [Fact]
    public async Task It_waits_until_all_are_ready_and_stops_all_of_them()
    {
        await using var children = new Children(Children.StandIn("one"), Children.StandIn("two"));
        await children.Supervisor.StartAsync(Children.Patience, CancellationToken.None);
        Assert.All(children.Supervisor.Children, c => Assert.True(c.IsReady));
        var pids = children.Reported<ChildStarted>().Select(e => e.Pid).ToList();
        Assert.Equal(2, pids.Distinct().Count());

        await children.Supervisor.StopAsync();
        Assert.All(pids, pid => Assert.False(Children.IsAlive(pid)));
        Assert.Empty(children.Reported<ChildDied>());
        Assert.Contains("[stand-in]", children.LogOf("one"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_ends_before_it_is_ready_is_told_with_its_last_words()
    {
        await using var children = new Children(Children.StandIn("good"), Children.RefusedAtStart());
        var failure = await Assert.ThrowsAsync<ChildStartException>(() => children.Supervisor.StartAsync(Children.Patience, CancellationToken.None));
        Assert.Contains("wrong ended with exit code 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.LastLines, line => line.Contains("loopback only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told()
    {
        await using var children = new Children(Children.StandIn() with { FileName = "/nowhere/at-all" });
        var failure = await Assert.ThrowsAsync<ChildStartException>(() => children.Supervisor.StartAsync(Children.Patience, CancellationToken.None));
        Assert.Contains("/nowhere/at-all", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_never_answers_is_told_when_patience_ends()
    {
        await using var children = new Children(Children.StandIn() with { Health = new Uri("http://127.0.0.1:1/health/ready") });
        var failure = await Assert.ThrowsAsync<ChildStartException>(() => children.Supervisor.StartAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Contains("was not ready after 1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_is_killed_is_started_again()
    {
        await using var children = new Children(Children.StandIn());
        await children.Supervisor.StartAsync(Children.Patience, CancellationToken.None);
        var first = children.Reported<ChildStarted>()[0].Pid;
        Children.Kill(first);

        var died = await children.NextAsync<ChildDied>();
        Assert.NotNull(died.RestartAfter);
        var again = await children.NextAsync<ChildReady>(after: 1);
        Assert.NotEqual(first, again.Pid);
    }

    [Fact]
    public async Task A_held_child_stays_stopped_until_it_is_let_go()
    {
        await using var children = new Children(Children.StandIn());
        await children.Supervisor.StartAsync(Children.Patience, CancellationToken.None);
        var first = children.Reported<ChildStarted>()[0].Pid;

        children.Held = "stand-in";
        await children.NextAsync<ChildHeld>();
        Assert.False(Children.IsAlive(first));
        Assert.Single(children.Reported<ChildStarted>());

        children.Held = null;
        await children.NextAsync<ChildReady>(after: 1);
        Assert.Empty(children.Reported<ChildDied>());
    }
}
