using System.Runtime.CompilerServices;
using Grpc.Core;
using Orchestrator.Conversations;
using Orchestrator.Protocol;
using Orchestrator.Sdk.Connection;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Conversations;

/// <summary>One reader of one turn, over as many connections as it takes. Used once.</summary>
internal sealed class TurnReading
{
    private readonly ServerConnection _server;
    private readonly TurnProgress _progress;
    private readonly TurnRequest? _request;
    private (ConversationId Conversation, string TurnId)? _turn;

    /// <summary>Reads a turn that is to be sent; the request has a turn id.</summary>
    public TurnReading(ServerConnection server, TurnRequest request) => (_server, _request, _progress) = (server, request, new(default));

    /// <summary>Reads a turn that was sent before.</summary>
    public TurnReading(ServerConnection server, ConversationId conversation, string turnId, TurnCursor from) =>
        (_server, _turn, _progress) = (server, (conversation, turnId), new(from));

    public async IAsyncEnumerable<TurnUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fruitless = 0;
        while (true)
        {
            if (fruitless > 0)
                await _server.PauseAsync(fruitless, cancellationToken);
            fruitless++;
            using var call = await _server.RetryAsync(OpenAsync, cancellationToken);
            var interrupted = false;
            for (var update = call.ResponseStream.Current; update is not null; update = await NextAsync(call, cancellationToken))
            {
                foreach (var news in _progress.Take(update.FromProto()))
                {
                    fruitless = 0;
                    if (news is TurnStarted { Turn: var turn })
                        _turn = (turn.Conversation, turn.TurnId);
                    if (news is TurnEnded { Turn.State: TurnState.Interrupted } && _request is { AllowRestart: true } && !_progress.Stuck)
                        interrupted = true;
                    else
                        yield return news;
                    if (news is TurnEnded && !interrupted)
                        yield break;
                }
            }

            // Its host stopped: asked for again under its id, the turn makes its next attempt.
            if (interrupted)
            {
                _turn = null;
                _progress.Restart();
            }
        }
    }

    /// <summary>A call whose first update is there: only then is a connection known to work.</summary>
    private async Task<AsyncServerStreamingCall<V1.TurnUpdate>> OpenAsync(CancellationToken cancellationToken)
    {
        var options = _server.Stream(cancellationToken);
        var call = _turn is var (conversation, turnId)
            ? _server.Conversations.ReadTurn(new() { Conversation = conversation.ToString(), TurnId = turnId, From = _progress.Cursor.ToProto() }, options)
            : _server.Conversations.SendTurn(_request!.ToProto(), options);
        try
        {
            if (await call.ResponseStream.MoveNext(cancellationToken))
                return call;
            throw new RpcException(new Status(StatusCode.Unavailable, "the stream ended before it began"));
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>The next update, or null when the connection broke and another can be made.</summary>
    private async Task<V1.TurnUpdate?> NextAsync(AsyncServerStreamingCall<V1.TurnUpdate> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current : null;
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested && RpcErrors.IsTransient(exception))
        {
            return null;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RpcErrors.ToOrchestrator(exception, _server.Endpoint);
        }
    }
}
