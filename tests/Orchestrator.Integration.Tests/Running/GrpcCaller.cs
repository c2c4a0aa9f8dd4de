using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Sdk;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>
/// One conversation over gRPC, a turn a round. The reader notes every piece at its attempt and offset; after the kill it reads on from
/// its cursor, and sends the turn again if it was interrupted.
/// </summary>
/// <param name="port">The gRPC port of the process.</param>
/// <param name="rides">Whether the client itself makes the connection again and asks for the next attempt.</param>
/// <param name="text">What is asked in a round.</param>
internal sealed class GrpcCaller(int port, bool rides, Func<int, string> text) : Witness
{
    private readonly ServiceProvider _patient = Services(port, reconnects: true);

    private readonly List<TurnView> _ended = [];
    private Dictionary<int, string> _seen = [];
    private ConversationId? _conversation;
    private TurnCursor _cursor;
    private TurnView? _end;

    private IOrchestratorClient Client => _patient.GetRequiredService<IOrchestratorClient>();

    public override async Task CheckAsync(int round)
    {
        var listed = await ListAsync(Client, _conversation!.Value);
        Assert.Equal(Enumerable.Range(1, round).Select(Id), listed.Select(t => t.TurnId));
        Assert.All(_ended.Zip(listed), pair => Same(pair.First, pair.Second));
        Assert.DoesNotContain(listed, t => t.State == TurnState.Running && !rides);
        Checked += listed.Count;

        if (_end is null)
        {
            await ReadAsync(Client.ReadTurnAsync(_conversation.Value, Id(round), _cursor, default), null);
            Assert.Contains(_end!.State, new[] { TurnState.Interrupted, TurnState.Completed });
        }

        if (_end.State == TurnState.Interrupted)
        {
            await ReadAsync(Client.SendTurnAsync(Request(round), default), null);
            Assert.Equal(2, _end.Route.Attempt);
        }

        Assert.Equal(TurnState.Completed, _end.State);
        Assert.Equal(_end.Output!.Text, _seen[_end.Route.Attempt]);
        CutOff += _end.Route.Attempt > 1 ? 1 : 0;
        _ended.Add(_end);

        await ReadAsync(Client.SendTurnAsync(Request(round), default), null);
        Same(_ended[^1], _end);
    }

    public override ValueTask DisposeAsync() => _patient.DisposeAsync();

    /// <summary>A client, that makes a broken connection again or does not.</summary>
    public static ServiceProvider Services(int port, bool reconnects) => new ServiceCollection()
        .AddOrchestrator(o => (o.Endpoint, o.MaxReconnects, o.MaxReconnectDelay, o.CallTimeout) =
            (new(TestSystem.Url(port)), reconnects ? 100 : 0, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(60)))
        .BuildServiceProvider();

    /// <summary>All turns of a conversation, in the order in which they were accepted.</summary>
    public static async Task<List<TurnView>> ListAsync(IOrchestratorClient client, ConversationId conversation)
    {
        var all = new List<TurnView>();
        string? token = null;
        do
        {
            var page = await client.ListTurnsAsync(conversation, 100, token, default);
            all.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token is not null);
        return all;
    }

    /// <summary>What ended once stays as it was told.</summary>
    public static void Same(TurnView told, TurnView found) =>
        Assert.Equal((told.TurnId, told.State, told.Output?.Text, told.Route.Attempt), (found.TurnId, found.State, found.Output?.Text, found.Route.Attempt));

    protected override async Task SendAsync(int round, TaskCompletionSource begun)
    {
        (_seen, _cursor, _end) = ([], default, null);
        try
        {
            // Anew each round: one that found nobody there waits before it tries again.
            await using var services = Services(port, rides);
            await ReadAsync(services.GetRequiredService<IOrchestratorClient>().SendTurnAsync(Request(round), default), begun);
        }
        catch (OrchestratorException) when (!rides && begun.Task.IsCompletedSuccessfully)
        {
            // The process is gone.
        }
    }

    private string Id(int round) => $"{(rides ? "rider" : "reader")}-{round}";

    private TurnRequest Request(int round) =>
        new() { Conversation = _ended.Count == 0 ? null : _conversation, TurnId = Id(round), Input = [Message.User(text(round))], AllowRestart = rides };

    private async Task ReadAsync(IAsyncEnumerable<TurnUpdate> updates, TaskCompletionSource? begun)
    {
        await foreach (var update in updates)
        {
            switch (update)
            {
                case TurnStarted started:
                    Assert.Equal(_conversation ??= started.Turn.Conversation, started.Turn.Conversation);
                    break;
                case TurnText piece:
                    Take(piece);
                    begun?.TrySetResult();
                    break;
                case TurnEnded ended:
                    _end = ended.Turn;
                    return;
            }
        }

        Assert.Fail("A read ended without an end.");
    }

    // A piece continues what was read of its attempt, or repeats it.
    private void Take(TurnText piece)
    {
        var seen = Encoding.UTF8.GetBytes(_seen.GetValueOrDefault(piece.Attempt, ""));
        var bytes = Encoding.UTF8.GetBytes(piece.Text);
        Assert.InRange(piece.Offset, 0, seen.Length);
        var whole = new byte[Math.Max(seen.Length, piece.Offset + bytes.Length)];
        seen.CopyTo(whole, 0);
        bytes.CopyTo(whole, piece.Offset);
        Assert.True(whole.AsSpan(0, seen.Length).SequenceEqual(seen), "A reader was given another text than before.");
        _seen[piece.Attempt] = Encoding.UTF8.GetString(whole);
        _cursor = new(piece.Attempt, piece.Offset + bytes.Length);
    }
}
