using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Sdk;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>Sends short turns behind each other in a conversation of each round, until the process is gone: all that were answered are kept.</summary>
internal sealed class BusyCaller(int port) : Witness
{
    private readonly ServiceProvider _patient = GrpcCaller.Services(port, reconnects: true);
    private readonly List<TurnView> _ended = [];

    private IOrchestratorClient Client => _patient.GetRequiredService<IOrchestratorClient>();

    public override async Task CheckAsync(int round)
    {
        var listed = await GrpcCaller.ListAsync(Client, _ended[0].Conversation);
        Assert.All(_ended.Zip(listed), pair => GrpcCaller.Same(pair.First, pair.Second));

        // Of the one that nobody was told of at most that it was accepted.
        Assert.InRange(listed.Count, _ended.Count, _ended.Count + 1);
        Assert.DoesNotContain(listed, t => t.State == TurnState.Running);
        Checked += _ended.Count;

        var open = await LastAsync(Client, Request(round));
        Assert.Equal(TurnState.Completed, open.State);
        GrpcCaller.Same(open, await LastAsync(Client, Request(round)));
        Assert.Equal(_ended.Count + 1, (await GrpcCaller.ListAsync(Client, _ended[0].Conversation)).Count);
        CutOff += open.Route.Attempt > 1 ? 1 : 0;
    }

    public override ValueTask DisposeAsync() => _patient.DisposeAsync();

    protected override async Task SendAsync(int round, TaskCompletionSource begun)
    {
        _ended.Clear();
        await using var services = GrpcCaller.Services(port, reconnects: false);
        var client = services.GetRequiredService<IOrchestratorClient>();
        try
        {
            while (true)
            {
                _ended.Add(await LastAsync(client, Request(round)));
                Assert.Equal(TurnState.Completed, _ended[^1].State);
                begun.TrySetResult();
            }
        }
        catch (OrchestratorException) when (begun.Task.IsCompletedSuccessfully)
        {
            // The process is gone.
        }
    }

    private TurnRequest Request(int round) => new()
    {
        Conversation = _ended.Count == 0 ? null : _ended[0].Conversation,
        TurnId = $"busy-{round}-{_ended.Count}",
        Input = [Message.User("turn off the lights in the kitchen")],
    };

    private static async Task<TurnView> LastAsync(IOrchestratorClient client, TurnRequest request)
    {
        await foreach (var update in client.SendTurnAsync(request, default))
        {
            if (update is TurnEnded { Turn: var turn })
                return turn;
        }

        throw new InvalidOperationException("A read ended without an end.");
    }
}
