using Orchestrator.Cli.Supervision;
using Orchestrator.Cli.Up;

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
    public async Task A_child_whose_log_cannot_be_written_is_told_at_once()
    {
        await using var children = new Children(Children.StandIn("nowhere/stand-in"));
        var failure = await Assert.ThrowsAsync<ChildStartException>(() => children.Supervisor.StartAsync(Children.Patience, CancellationToken.None));
        Assert.Contains("the log of nowhere/stand-in", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_stays_down_is_tried_anew_when_it_is_stopped_and_started()
    {
        const int Hurry = 40;
        await using var children = new Children(new HurriedTime(Hurry), Children.StandIn());
        await children.Supervisor.StartAsync(Children.Patience * Hurry, CancellationToken.None);
        for (var deaths = 0; deaths <= RestartBackoff.MaxRestarts; deaths++)
        {
            var started = await children.NextAsync<ChildStarted>(after: deaths);
            Children.Kill(started.Pid);
            var died = await children.NextAsync<ChildDied>(after: deaths);
            Assert.Equal(deaths == RestartBackoff.MaxRestarts, died.RestartAfter is null);
        }

        children.Held = "stand-in";
        await children.Noticed.Task.WaitAsync(Children.Patience);
        children.Held = null;
        await children.NextAsync<ChildReady>(after: 1);
    }

    [Fact]
    public async Task A_program_that_goes_away_while_its_process_runs_is_tried_again_and_told()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var directory = new TemporaryDirectory();
        var program = directory["program"];
        File.CreateSymbolicLink(program, DotnetHost.Path());
        await using var children = new Children(Children.StandIn() with { FileName = program });
        await children.Supervisor.StartAsync(Children.Patience, CancellationToken.None);
        File.Move(program, program + ".away");
        Children.Kill(children.Reported<ChildStarted>()[0].Pid);
        Assert.Contains(program, (await children.NextAsync<ChildNotStarted>()).Why, StringComparison.Ordinal);
        File.Move(program + ".away", program);
        await children.NextAsync<ChildReady>(after: 1);
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
