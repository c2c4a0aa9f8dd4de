using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Journal;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Whatever append of a turn's life fails, and however, the same turn sent again ends with one answer.</summary>
public sealed class JournalFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // A turn with one fallback appends three times: accepted with its first attempt, the second attempt, completed.
    public static TheoryData<int, Fault> EveryFault()
    {
        var all = new TheoryData<int, Fault>();
        for (var k = 1; k <= 4; k++)
        {
            foreach (var fault in Enum.GetValues<Fault>())
                all.Add(k, fault);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(EveryFault))]
    public async Task A_turn_whose_append_fails_is_not_accepted_or_ends_after_a_retry_with_one_answer(int k, Fault fault)
    {
        await using var host = new PlainHost([ScriptedTarget.Failing("a"), ScriptedTarget.Echo("b")]);
        Break(host.Journal, k, fault);

        TurnView? answer = null;
        for (var tries = 0; answer is not { State: TurnState.Completed }; tries++)
        {
            Assert.True(tries < 4, "one fault is healed by few retries");
            try
            {
                answer = await host.Conversations.SendAsync(Ask("hello", "t1")).WaitAsync(Patience);
            }
            catch (OrchestratorException e)
            {
                Assert.True(e.Error.Retryable);
            }
        }

        Assert.Equal("hello", answer.Output!.Text);
        await host.RestartAsync();
        var kept = Assert.Single((await host.Conversations.ListTurnsAsync(Ann, answer.Conversation, 10, null, default)).Items);
        Assert.Equal((TurnState.Completed, "hello"), (kept.State, kept.Output!.Text));
        Assert.Equal(answer.Route.Attempt, kept.Route.Attempt);
        Assert.Equal(1, (await host.Conversations.GetConversationAsync(Ann, answer.Conversation, default)).Turns);
        Assert.Single((await host.Conversations.ListConversationsAsync(Ann, 10, null, default)).Items);
    }

    [Fact]
    public async Task A_turn_refused_by_a_full_disk_leaves_nothing_and_the_next_one_is_answered()
    {
        var target = ScriptedTarget.Echo();
        await using var host = new PlainHost([target]);
        var first = await host.Conversations.SendAsync(Ask("one"));
        host.Journal.Before = (_, _) => throw Full();

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => host.Conversations.SendAsync(Ask("two", "t2", first.Conversation)));
        host.Journal.Before = null;
        var next = await host.Conversations.SendAsync(Ask("three", "t3", first.Conversation));

        Assert.Equal(ErrorReason.StorageUnavailable, refused.Error.Reason);
        Assert.Equal(TurnState.Completed, next.State);
        Assert.Equal(2, target.Runs);
        Assert.Equal(2, (await host.Conversations.GetConversationAsync(Ann, first.Conversation, default)).Turns);
    }

    [Fact]
    public async Task A_reader_that_comes_after_the_conversation_broke_is_told_and_does_not_wait_for_ever()
    {
        await using var host = new PlainHost([ScriptedTarget.Echo()]);
        host.Journal.Before = (k, _) => k == 2 ? throw Full() : Task.CompletedTask;
        var conversation = await host.Engine.OpenAsync(new(Ann.Tenant, ConversationId.New()), default);
        await conversation.StartTurnAsync(Ann, new(Ask("hello"), "t1", MayOpen: true, null), default);
        await Assert.ThrowsAsync<OrchestratorException>(() => conversation.ReadTurnAsync(Ann, "t1", default, default).ReadAllAsync());
        await conversation.DisposeAsync();

        var late = await Assert.ThrowsAsync<OrchestratorException>(
            () => conversation.ReadTurnAsync(Ann, "t1", default, default).ReadAllAsync().WaitAsync(Patience));

        Assert.Equal(ErrorReason.StorageUnavailable, late.Error.Reason);
    }

    [Fact]
    public async Task A_host_that_stops_while_a_turn_is_being_accepted_waits_for_it_and_the_turn_is_found_interrupted()
    {
        await using var host = new PlainHost([ScriptedTarget.Echo()]);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Journal.After = (_, _) =>
        {
            reached.TrySetResult();
            return release.Task;
        };
        var key = new ConversationKey(Ann.Tenant, ConversationId.New());
        var conversation = await host.Engine.OpenAsync(key, default);
        var starting = conversation.StartTurnAsync(Ann, new(Ask("hello"), "t1", MayOpen: true, null), default);
        await reached.Task;

        var stopping = conversation.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal(TurnState.Running, (await starting.WaitAsync(Patience)).State);
        await stopping.WaitAsync(Patience);
        host.Journal.After = null;
        var reopened = await host.Engine.OpenAsync(key, default);
        Assert.Equal(TurnState.Interrupted, Assert.Single(reopened.ListTurns(Ann, 10, null).Items).State);
    }

    [Fact]
    public async Task A_caller_that_joins_by_a_history_which_went_on_meanwhile_is_sent_back()
    {
        await using var host = new PlainHost([ScriptedTarget.Echo()]);
        var first = await host.Conversations.SendAsync(Ask("one"));
        await host.Conversations.SendAsync(Ask("two", conversation: first.Conversation));
        var conversation = await host.Engine.OpenAsync(new(Ann.Tenant, first.Conversation), default);
        var joining = Ask("other") with { History = [Message.User("one"), Message.Assistant("one")] };

        var refused = await Assert.ThrowsAsync<OrchestratorException>(
            () => conversation.StartTurnAsync(Ann, new(joining, "t3", MayOpen: true, null), default));

        Assert.Equal(ErrorReason.Moved, refused.Error.Reason);
        Assert.Equal(2, conversation.View(Ann).Turns);
    }

    private static void Break(FaultyJournal journal, int k, Fault fault)
    {
        if (fault == Fault.FullDisk)
            journal.Before = (number, _) => number == k ? throw Full() : Task.CompletedTask;
        else if (fault == Fault.StaleFence)
            journal.Before = (number, append) => number == k ? throw new StaleFenceException(append.Header.Key, 1, 2) : Task.CompletedTask;
        else
            journal.After = (number, _) => number == k ? throw Full() : Task.CompletedTask;
    }

    private static OrchestratorException Full() => new(ErrorReason.StorageUnavailable, "The disk is full.");

    /// <summary>How an append fails.</summary>
    public enum Fault
    {
        /// <summary>Nothing was written.</summary>
        FullDisk,

        /// <summary>Another host is said to have taken the conversation over.</summary>
        StaleFence,

        /// <summary>It was written, and the writer was told that it was not.</summary>
        LostAcknowledgement,
    }
}
