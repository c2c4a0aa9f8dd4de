using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using static Orchestrator.Sdk.Tests.Turns;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Tests;

public sealed class StreamingTests
{
    [Fact]
    public async Task A_turn_streams_to_its_end_with_the_key_shown()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Text(0, "hel"), Text(3, "lo"), Ended("hello")));
        await using var services = server.Client(o => o.ApiKey = "secret");
        var updates = await ReadAsync(services, Ask);
        Assert.Equal(["TurnStarted", "TurnText", "TurnText", "TurnEnded"], updates.Select(u => u.GetType().Name));
        Assert.Equal("hello", TextOf(updates));
        Assert.Equal("Bearer secret", server.Script.Authorization);
    }

    [Fact]
    public async Task A_broken_stream_goes_on_at_the_byte_where_it_stopped()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "é1")) { Cut = true },
            new Scene(Started(), Text(3, "23"), Ended("é123")));
        await using var services = server.Client();
        var updates = await ReadAsync(services, Ask);
        Assert.Equal("é123", TextOf(updates));
        Assert.Single(updates.OfType<TurnStarted>());
        var read = Assert.IsType<V1.ReadTurnRequest>(server.Script.Requests.Last());
        Assert.Equal((1, 3L, "t1"), (read.From.Attempt, read.From.Offset, read.TurnId));
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_stream_is_made_again()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "ab")) { Abort = true },
            new Scene(Started(), Text(2, "cd"), Ended("abcd")));
        await using var services = server.Client();
        var text = "";
        await foreach (var update in services.GetRequiredService<IOrchestratorClient>().SendTurnAsync(Ask))
        {
            text += (update as TurnText)?.Text;
            if (update is TurnText)
                server.Script.ClientHasUpdates.TrySetResult();
        }

        Assert.Equal("abcd", text);
    }

    [Fact]
    public async Task What_was_read_before_is_not_told_twice()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "abc"), new TurnToolCall(1, 0, new("c", "f", "{}"))) { Cut = true },
            new Scene(Started(), Text(0, "ab"), Text(2, "cdé"), new TurnToolCall(1, 0, new("c", "f", "{}")), Ended("abcdé")));
        await using var services = server.Client();
        var updates = await ReadAsync(services, Ask);
        Assert.Equal("abcdé", TextOf(updates));
        Assert.Single(updates.OfType<TurnToolCall>());
    }

    [Fact]
    public async Task A_turn_that_was_not_seen_accepted_is_sent_again_under_the_same_id()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene { Cut = true }, new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        await ReadAsync(services, Ask);
        var sent = server.Script.Requests.Cast<V1.TurnRequest>().ToList();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].TurnId, sent[1].TurnId);
        Assert.NotEmpty(sent[0].TurnId);
    }

    [Fact]
    public async Task A_new_attempt_voids_the_text_before()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "draft")) { Cut = true },
            new Scene(Started(2), Began(2), Text(0, "answer", 2), Ended("answer", 2)));
        await using var services = server.Client();
        var updates = await ReadAsync(services, Ask);
        Assert.Single(updates.OfType<AttemptBegan>());
        Assert.Equal("answer", TextOf(updates));
    }

    [Fact]
    public async Task An_interrupted_turn_is_asked_for_again_when_the_reader_allows_a_restart()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene(Started(), Text(0, "draft"), Interrupted()),
            new Scene(Started(2), Text(0, "answer", 2), Ended("answer", 2)));
        await using var services = server.Client();
        var updates = await ReadAsync(services, Ask with { AllowRestart = true, TurnId = "t1" });
        Assert.Equal(["TurnStarted", "TurnText", "AttemptBegan", "TurnText", "TurnEnded"], updates.Select(u => u.GetType().Name));
        Assert.Equal("answer", TextOf(updates));
        Assert.All(server.Script.Requests, r => Assert.Equal("t1", Assert.IsType<V1.TurnRequest>(r).TurnId));
    }

    [Fact]
    public async Task An_interrupted_turn_is_told_when_the_reader_does_not()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started(), Text(0, "draft"), Interrupted()));
        await using var services = server.Client();
        var updates = await ReadAsync(services, Ask);
        Assert.Equal(TurnState.Interrupted, Assert.IsType<TurnEnded>(updates[^1]).Turn.State);
    }

    [Fact]
    public async Task A_connection_that_breaks_again_and_again_without_progress_is_given_up()
    {
        await using var server = await ScriptedServer.StartAsync(
            [new Scene(Started(), Text(0, "x")) { Cut = true }, .. Enumerable.Repeat(new Scene(Started()) { Cut = true }, 20)]);
        await using var services = server.Client(o => o.MaxReconnects = 3);
        var error = await Assert.ThrowsAsync<OrchestratorException>(() => ReadAsync(services, Ask));
        Assert.Equal(ErrorReason.NoTargetAvailable, error.Error.Reason);
        Assert.True(server.Script.Requests.Count <= 6);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_and_field_and_not_repeated()
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene { Failure = Refusal(StatusCode.AlreadyExists, "TURN_ID_REUSED", "another body under this id", "turn_id") });
        await using var services = server.Client();
        var error = await Assert.ThrowsAsync<OrchestratorException>(() => ReadAsync(services, Ask));
        Assert.Equal(new(ErrorReason.TurnIdReused, "another body under this id", "turn_id"), error.Error);
        Assert.Single(server.Script.Requests);
    }

    [Theory]
    [InlineData("MOVED")]
    [InlineData("STORAGE_UNAVAILABLE")]
    public async Task What_passes_by_itself_is_tried_again(string reason)
    {
        await using var server = await ScriptedServer.StartAsync(
            new Scene { Failure = Refusal(StatusCode.Unavailable, reason, "in a moment") },
            new Scene(Started(), Ended("x")));
        await using var services = server.Client();
        Assert.IsType<TurnEnded>((await ReadAsync(services, Ask))[^1]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_with_what_to_do()
    {
        await using var services = new ServiceCollection()
            .AddOrchestrator(o => (o.Endpoint, o.MaxReconnects, o.ReconnectDelay) = (new("http://127.0.0.1:1"), 2, TimeSpan.FromMilliseconds(1)))
            .BuildServiceProvider();
        var error = await Assert.ThrowsAsync<OrchestratorException>(() => ReadAsync(services, Ask));
        Assert.Equal(ErrorReason.NoTargetAvailable, error.Error.Reason);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.Contains("gRPC port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_leaves_gets_its_own_cancellation()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene(Started()) { Hang = true });
        await using var services = server.Client();
        using var leaving = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in services.GetRequiredService<IOrchestratorClient>().SendTurnAsync(Ask, leaving.Token))
                await leaving.CancelAsync();
        });
    }

    [Fact]
    public async Task Calls_that_are_no_streams_are_tried_again_too()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene { Cut = true }, new Scene());
        await using var services = server.Client();
        var turn = await services.GetRequiredService<IOrchestratorClient>().StartTurnAsync(Ask);
        Assert.Equal(TurnState.Running, turn.State);
        Assert.Equal(2, server.Script.Requests.Count);
    }

    [Fact]
    public async Task Pages_come_with_their_token()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var services = server.Client();
        var page = await services.GetRequiredService<IOrchestratorClient>().ListTurnsAsync(Id, 10, "before");
        Assert.Equal("next", page.NextPageToken);
        Assert.Equal("before", Assert.IsType<V1.ListTurnsRequest>(Assert.Single(server.Script.Requests)).PageToken);
    }

    private static async Task<List<TurnUpdate>> ReadAsync(ServiceProvider services, TurnRequest request)
    {
        var updates = new List<TurnUpdate>();
        await foreach (var update in services.GetRequiredService<IOrchestratorClient>().SendTurnAsync(request))
            updates.Add(update);
        return updates;
    }

    /// <summary>The text of the last attempt, as a reader puts it together.</summary>
    private static string TextOf(List<TurnUpdate> updates) =>
        string.Concat(updates.Skip(updates.FindLastIndex(u => u is AttemptBegan) + 1).OfType<TurnText>().Select(t => t.Text));
}
