using Orchestrator.Conformance.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What is not in the ledger does not leave.</summary>
public sealed class LedgerTurnTests
{
    [Fact]
    public async Task Every_attempt_that_leaves_is_in_the_ledger_before_its_bytes_leave()
    {
        var ledger = new MemoryLedger();
        var recorded = -1;
        var cloud = new ScriptedTarget("cloud", (request, token) =>
        {
            recorded = ledger.Records.Count;
            return ScriptedTarget.Saying("x", "fine").Answer(request, token);
        });
        await using var host = new PlainHost([cloud], ledger: ledger);

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal(TurnState.Completed, turn.State);
        Assert.Equal(1, recorded);
        Assert.Equal(turn.Route.Ledger.Single().Digest, ledger.Records.Single().Entry.Digest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_ledger_cannot_be_written_nothing_leaves_and_the_device_still_answers(bool local)
    {
        var ledger = new MemoryLedger { Fault = static () => Task.FromException(new IOException("the disk is full")) };
        var cloud = ScriptedTarget.Echo("cloud");
        var near = ScriptedTarget.Saying("near", "I do what I can");
        near.Target = near.Target with { Tier = Tier.Nano, Zone = Zone.Device };
        await using var host = new PlainHost(local ? [cloud, near] : [cloud], ledger: ledger);

        var turn = await host.Conversations.SendAsync(Ask("Prove that there are infinitely many primes"));

        Assert.Equal(0, cloud.Runs);
        if (local)
        {
            Assert.Equal("I do what I can", turn.Output!.Text);
        }
        else
        {
            Assert.Equal(TurnState.Failed, turn.State);
            Assert.Contains("ledger", turn.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_the_ledger_hangs_nothing_leaves_and_the_turn_can_be_cancelled()
    {
        var never = new TaskCompletionSource();
        var ledger = new MemoryLedger { Fault = () => never.Task };
        var cloud = ScriptedTarget.Echo("cloud");
        await using var host = new PlainHost([cloud], ledger: ledger);
        var started = await host.Conversations.StartTurnAsync(Ann, Ask("hello", "t1"), default);

        var turn = await host.Conversations.CancelTurnAsync(Ann, started.Conversation, "t1", default);

        Assert.Equal(TurnState.Cancelled, turn.State);
        Assert.Equal(0, cloud.Runs);
    }

    [Fact]
    public async Task What_stays_in_its_zone_is_in_no_ledger()
    {
        var ledger = new MemoryLedger();
        var near = ScriptedTarget.Saying("near", "done");
        near.Target = near.Target with { Tier = Tier.Nano, Zone = Zone.Device };
        await using var host = new PlainHost([near], ledger: ledger);

        await host.Conversations.SendAsync(Ask("hello"));

        Assert.Empty(ledger.Records);
    }
}
