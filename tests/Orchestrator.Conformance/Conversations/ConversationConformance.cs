using System.Runtime.CompilerServices;
using System.Text;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Targets;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

/// <summary>What every host of conversations promises, whoever hosts the turn engine.</summary>
public abstract partial class ConversationConformance : IAsyncLifetime
{
    private readonly List<ConversationHost> _hosts = [];

    protected abstract Task<ConversationHost> CreateAsync(IReadOnlyList<ITargetConnector> targets, TurnOptions options);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_is_answered_and_says_by_whom_and_why()
    {
        var host = await StartAsync(ScriptedTarget.Echo());

        var transcript = await host.Conversations.SendTurnAsync(Ann, Ask("prove it"), default).ReadAllAsync();

        Assert.Equal("prove it", transcript.Text);
        var turn = transcript.End;
        Assert.Equal(TurnState.Completed, turn.State);
        Assert.Equal("prove it", turn.Output!.Text);
        Assert.Equal("echo", turn.Route.Target!.Id);
        Assert.Equal("test-model@stand-in", turn.Route.Target.Model.ToString());
        Assert.NotEmpty(turn.Route.ReasonCode);
        Assert.NotEmpty(turn.Route.Reasons);
        Assert.NotEmpty(turn.Route.PolicyVersion);
        Assert.Equal((10 * 1 + 20 * 2) / 1_000_000m, turn.Cost);
        Assert.Equal(1, turn.Route.Attempt);
        Assert.False(turn.Route.Fallback);
        Assert.Single(turn.Route.Ledger);
    }

    [Fact]
    public async Task A_turn_sent_twice_with_the_same_id_runs_once()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);

        var first = await host.Conversations.SendAsync(Ask("once", "t1"));
        var second = await host.Conversations.SendTurnAsync(Ann, Ask("once", "t1"), default).ReadAllAsync();

        Assert.Equal(first.Conversation, second.End.Conversation);
        Assert.Equal("once", second.Text);
        Assert.Equal(1, target.Runs);
    }

    [Fact]
    public async Task A_hundred_senders_of_one_turn_make_one_answer()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);

        var turns = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Conversations.SendAsync(Ask("once", "t1"))));

        Assert.Equal(1, target.Runs);
        Assert.Single(turns.Select(t => t.Conversation).Distinct());
        Assert.All(turns, t => Assert.Equal("once", t.Output!.Text));
    }

    [Fact]
    public async Task Another_body_under_a_used_turn_id_is_a_conflict_and_changes_nothing()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var turn = await host.Conversations.SendAsync(Ask("first", "t1"));

        var error = await RefusedAsync(() => host.Conversations.SendAsync(Ask("second", "t1")));

        Assert.Equal(ErrorReason.TurnIdReused, error.Reason);
        Assert.Equal("turn_id", error.Field);
        Assert.Equal(1, (await host.Conversations.GetConversationAsync(Ann, turn.Conversation, default)).Turns);
    }

    [Fact]
    public async Task Turns_of_a_conversation_run_one_after_the_other_in_order_of_arrival()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var first = await host.Conversations.StartTurnAsync(Ann, Ask("0", "t0"), default);
        await gate.Started;

        var waiting = new List<Task<TurnView>>();
        for (var i = 1; i <= 4; i++)
            waiting.Add(host.Conversations.StartTurnAsync(Ann, Ask($"{i}", $"t{i}", first.Conversation), default).AsTask());
        Assert.All(waiting, w => Assert.False(w.IsCompleted));
        for (var i = 0; i <= 4; i++)
            gate.End();
        await Task.WhenAll(waiting);
        await host.Conversations.ReadTurnAsync(Ann, first.Conversation, "t4", default, default).ReadAllAsync();

        var page = await host.Conversations.ListTurnsAsync(Ann, first.Conversation, 10, null, default);
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], page.Items.Select(t => t.TurnId));
        Assert.Equal(5, gate.Connector.Runs);
    }

    [Fact]
    public async Task A_model_is_shown_what_was_asked_and_answered_before()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);
        var first = await host.Conversations.SendAsync(Ask("one"));

        await host.Conversations.SendAsync(Ask("two", conversation: first.Conversation));

        Assert.Equal("User: one\nAssistant: one\nUser: two", target.Sent.Last());
    }

    [Fact]
    public async Task A_turn_outlives_its_reader_and_several_readers_see_the_same()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        using var leaves = new CancellationTokenSource();
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        gate.Say("one ");
        var reader = host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", default, leaves.Token).GetAsyncEnumerator(leaves.Token);
        while (await reader.MoveNextAsync() && reader.Current is not TurnText)
        {
        }

        await leaves.CancelAsync();
        await reader.DisposeAsync();
        var others = Enumerable.Range(0, 3).Select(_ => host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", default, default).ReadAllAsync()).ToList();
        gate.Say("two");
        gate.End();

        Assert.All(await Task.WhenAll(others), t => Assert.Equal("one two", t.Text));
        Assert.Equal(1, gate.Connector.Runs);
    }

    [Fact]
    public async Task Who_reads_only_the_end_is_not_woken_for_what_comes_before_it()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        await using var reader = host.Conversations.SendTurnAsync(Ann, Ask("all of it") with { EndOnly = true }, default).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var turn = Assert.IsType<TurnStarted>(reader.Current).Turn;
        var end = reader.MoveNextAsync().AsTask();
        gate.Say("all of it");
        await foreach (var update in host.Conversations.ReadTurnAsync(Ann, turn.Conversation, turn.TurnId, default, default))
        {
            if (update is TurnText)
                break;
        }

        Assert.False(end.IsCompleted);
        gate.End();

        Assert.True(await end);
        Assert.Equal("all of it", Assert.IsType<TurnEnded>(reader.Current).Turn.Output!.Text);
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task A_reader_resumes_at_any_character_and_nowhere_else()
    {
        const string answer = "añ😀 z";
        var host = await StartAsync(ScriptedTarget.Saying("s", "a", "ñ😀", " z"));
        var turn = await host.Conversations.SendAsync(Ask("go", "t1"));
        var bytes = Encoding.UTF8.GetBytes(answer);

        for (var offset = 0; offset <= bytes.Length; offset++)
        {
            var read = host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(1, offset), default);
            if (offset < bytes.Length && (bytes[offset] & 0xC0) == 0x80)
            {
                Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(() => read.ReadAllAsync())).Reason);
                continue;
            }

            var transcript = await read.ReadAllAsync();
            Assert.Equal(Encoding.UTF8.GetString(bytes.AsSpan(offset)), transcript.Text);
            Assert.All(transcript.Updates.OfType<TurnText>().Take(1), t => Assert.Equal(offset, t.Offset));
        }

        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(() => host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(1, 99), default).ReadAllAsync())).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(() => host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(2, 0), default).ReadAllAsync())).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(() => host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(0, 1), default).ReadAllAsync())).Reason);
    }

    [Fact]
    public async Task A_cancelled_turn_stops_at_its_target_and_the_next_one_runs()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        await gate.Started;

        var cancelled = await host.Conversations.CancelTurnAsync(Ann, turn.Conversation, "t1", default);

        await gate.Stopped;
        Assert.Equal(TurnState.Cancelled, cancelled.State);
        gate.End();
        var next = await host.Conversations.SendAsync(Ask("next", "t2", turn.Conversation));
        Assert.Equal(TurnState.Completed, next.State);
        Assert.Equal(TurnState.Completed, (await host.Conversations.CancelTurnAsync(Ann, turn.Conversation, "t2", default)).State);
    }

    [Fact]
    public async Task A_cancelled_turn_is_cancelled_however_its_target_words_the_stop()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var other = ScriptedTarget.Echo("b");
        var host = await StartAsync(new ScriptedTarget("a", (_, token) => Stubborn(started, token)), other);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        await started.Task;

        var cancelled = await host.Conversations.CancelTurnAsync(Ann, turn.Conversation, "t1", default);

        Assert.Equal(TurnState.Cancelled, cancelled.State);
        Assert.Equal(1, cancelled.Route.Attempt);
        Assert.Equal(0, other.Runs);

        static async IAsyncEnumerable<ModelUpdate> Stubborn(TaskCompletionSource started, [EnumeratorCancellation] CancellationToken token)
        {
            yield return new ModelText("half ");
            started.TrySetResult();
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (token.Register(stopped.SetResult))
                await stopped.Task;
            throw new TargetException("cut-off", "the stream was closed");
        }
    }

    [Fact]
    public async Task A_turn_withdrawn_while_it_waits_runs_once_when_it_is_sent_again()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var first = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        using var withdraw = new CancellationTokenSource();
        var waiting = host.Conversations.StartTurnAsync(Ann, Ask("later", "t2", first.Conversation), withdraw.Token).AsTask();

        await withdraw.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.End();
        gate.End();
        var again = await host.Conversations.SendAsync(Ask("later", "t2", first.Conversation));

        // In a cluster the withdrawal travels, and the turn may have been quicker: either way it is one turn.
        Assert.Equal(TurnState.Completed, again.State);
        Assert.Equal(2, (await host.Conversations.GetConversationAsync(Ann, first.Conversation, default)).Turns);
        Assert.Equal(2, gate.Connector.Runs);
    }

    [Fact]
    public async Task Too_many_waiting_turns_are_turned_away()
    {
        var gate = new GatedTarget();
        var host = await StartAsync([gate.Connector], new() { MaxWaitingTurns = 1 });
        var first = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        var second = host.Conversations.StartTurnAsync(Ann, Ask("go", "t2", first.Conversation), default).AsTask();

        var outcomes = new List<Task<TurnView>> { second, host.Conversations.StartTurnAsync(Ann, Ask("go", "t3", first.Conversation), default).AsTask() };
        var refused = await RefusedAsync(async () => await await Task.WhenAny(outcomes));

        Assert.Equal(ErrorReason.Busy, refused.Reason);
        gate.End();
        gate.End();
    }

    [Fact]
    public async Task History_and_conversations_come_in_pages()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var first = await host.Conversations.SendAsync(Ask("0"));
        for (var i = 1; i < 5; i++)
            await host.Conversations.SendAsync(Ask($"{i}", conversation: first.Conversation));
        await host.Conversations.SendAsync(Ask("another conversation"));

        var texts = new List<string>();
        string? token = null;
        do
        {
            var page = await host.Conversations.ListTurnsAsync(Ann, first.Conversation, 2, token, default);
            texts.AddRange(page.Items.Select(t => t.Output!.Text));
            token = page.NextPageToken;
        }
        while (token is not null);
        var conversations = await host.Conversations.ListConversationsAsync(Ann, 1, null, default);

        Assert.Equal(["0", "1", "2", "3", "4"], texts);
        Assert.Single(conversations.Items);
        Assert.NotNull(conversations.NextPageToken);
        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(async () => await host.Conversations.ListTurnsAsync(Ann, first.Conversation, 0, null, default))).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(async () => await host.Conversations.ListTurnsAsync(Ann, first.Conversation, 2, "x", default))).Reason);
    }

    [Fact]
    public async Task Nobody_reaches_a_conversation_of_another_owner_or_tenant()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var turn = await host.Conversations.SendAsync(Ask("mine", "t1"));

        foreach (var other in new[] { Ann with { Owner = "bob" }, Ann with { Tenant = "evil" } })
        {
            var id = turn.Conversation;
            Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(async () => await host.Conversations.GetConversationAsync(other, id, default))).Reason);
            Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(async () => await host.Conversations.ListTurnsAsync(other, id, 10, null, default))).Reason);
            Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(async () => await host.Conversations.CancelTurnAsync(other, id, "t1", default))).Reason);
            Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => host.Conversations.ReadTurnAsync(other, id, "t1", default, default).ReadAllAsync())).Reason);
            Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => host.Conversations.SendAsync(Ask("theirs", "t1", id), other))).Reason);
            Assert.Empty((await host.Conversations.ListConversationsAsync(other, 10, null, default)).Items);
            var own = await host.Conversations.SendAsync(Ask("mine", "t1"), other);
            Assert.NotEqual(id, own.Conversation);
        }
    }

    [Fact]
    public async Task An_unknown_conversation_or_turn_is_not_found()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => host.Conversations.SendAsync(Ask("x", conversation: ConversationId.New())))).Reason);
        Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "none", default, default).ReadAllAsync())).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\u0001")]
    public async Task A_malformed_turn_id_is_refused(string id)
    {
        var host = await StartAsync(ScriptedTarget.Echo());

        var error = await RefusedAsync(() => host.Conversations.SendAsync(Ask("x", id)));

        Assert.Equal((ErrorReason.InvalidRequest, "turn_id"), (error.Reason, error.Field));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_and_a_text_beyond_the_limit_are_refused()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync([target], new() { MaxRequestCharacters = 100 });

        Assert.Equal(ErrorReason.InvalidRequest, (await RefusedAsync(() => host.Conversations.SendAsync(Ask("\ud83d")))).Reason);
        Assert.Equal(ErrorReason.RequestTooLarge, (await RefusedAsync(() => host.Conversations.SendAsync(Ask(new string('a', 101))))).Reason);
        Assert.Equal(0, target.Runs);
    }

    protected async Task<ConversationHost> StartAsync(IReadOnlyList<ITargetConnector> targets, TurnOptions options)
    {
        var host = await CreateAsync(targets, options);
        _hosts.Add(host);
        return host;
    }

    protected Task<ConversationHost> StartAsync(params ITargetConnector[] targets) => StartAsync(targets, new() { Retries = 0 });

    protected static async Task<OrchestratorError> RefusedAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<OrchestratorException>(action)).Error;
}
