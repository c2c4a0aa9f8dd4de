using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations;

namespace Orchestrator.Sdk.Chat;

/// <summary>
/// Conversations as an <see cref="IChatClient"/>. Responses carry the conversation's id, and their message carries the decision
/// under <see cref="DecisionKeys"/>. With <see cref="ChatOptions.ConversationId"/> only what is new is sent; without, the messages find or open theirs.
/// Cancelling a call cancels its turn.
/// </summary>
internal sealed class OrchestratorChatClient(IOrchestratorClient client) : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("orchestrator");

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Nobody sees a draft of an answer that comes whole: a broken attempt may be followed by another.
        TurnView? ended = null;
        await foreach (var update in SendAsync(ChatRequests.ToTurn(messages, options, allowRestart: true), cancellationToken))
        {
            if (update is TurnEnded end)
                ended = end.Turn;
        }

        var turn = ended ?? throw new OrchestratorException(ErrorReason.Internal, "The stream ended before the turn did.");
        if (ChatAnswers.Failure(turn) is { } failure)
            throw failure;
        var decision = ChatAnswers.Decision(turn, turn.Route);
        var message = new ChatMessage(ChatRole.Assistant, turn.Output?.Text ?? "") { MessageId = turn.TurnId, AdditionalProperties = decision };
        foreach (var call in turn.Output?.ToolCalls ?? [])
            message.Contents.Add(ChatAnswers.Call(call));
        return new(message)
        {
            ResponseId = turn.TurnId,
            ConversationId = turn.Conversation.ToString(),
            ModelId = turn.Route.Target?.Model.ToString(),
            CreatedAt = turn.EndedAt,
            FinishReason = ChatAnswers.Finish(turn.FinishReason),
            Usage = ChatAnswers.Usage(turn.Usage),
            AdditionalProperties = decision,
            RawRepresentation = turn,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        TurnView? turn = null;
        TurnRoute? route = null;
        await foreach (var update in SendAsync(ChatRequests.ToTurn(messages, options, allowRestart: false), cancellationToken))
        {
            switch (update)
            {
                case TurnStarted started:
                    (turn, route) = (started.Turn, started.Turn.Route);
                    break;
                case AttemptBegan began:
                    route = began.Route;
                    break;
                case TurnText text:
                    yield return Update(new TextContent(text.Text));
                    break;
                case TurnToolCall call:
                    yield return Update(ChatAnswers.Call(call.Call));
                    break;
                case TurnEnded ended:
                    (turn, route) = (ended.Turn, ended.Turn.Route);
                    if (ChatAnswers.Failure(turn) is { } failure)
                        throw failure;
                    var last = ChatAnswers.Usage(turn.Usage) is { } usage ? Update(new UsageContent(usage)) : Update();
                    last.FinishReason = ChatAnswers.Finish(turn.FinishReason);
                    last.AdditionalProperties = ChatAnswers.Decision(turn, route);
                    last.RawRepresentation = turn;
                    yield return last;
                    break;
            }
        }

        ChatResponseUpdate Update(params AIContent[] contents) => new(ChatRole.Assistant, contents)
        {
            ResponseId = turn?.TurnId,
            MessageId = turn?.TurnId,
            ConversationId = turn?.Conversation.ToString(),
            ModelId = route?.Target?.Model.ToString(),
            CreatedAt = turn?.AcceptedAt,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType == typeof(IOrchestratorClient) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The client is shared, and its container's to dispose.
    }

    /// <summary>Sends a turn; when the caller gives up, so does the turn.</summary>
    private async IAsyncEnumerable<TurnUpdate> SendAsync(TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TurnView? running = null;
        try
        {
            await foreach (var update in client.SendTurnAsync(request, cancellationToken))
            {
                running = update switch
                {
                    TurnStarted started => started.Turn,
                    TurnEnded => null,
                    _ => running,
                };
                yield return update;
            }
        }
        finally
        {
            if (running is not null && cancellationToken.IsCancellationRequested)
                await GiveUpAsync(running);
        }
    }

    private async Task GiveUpAsync(TurnView turn)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await client.CancelTurnAsync(turn.Conversation, turn.TurnId, patience.Token);
        }
        catch (Exception exception) when (exception is OrchestratorException or OperationCanceledException)
        {
            // The caller is told of its own cancellation; a turn that could not be reached ends by itself.
        }
    }
}
