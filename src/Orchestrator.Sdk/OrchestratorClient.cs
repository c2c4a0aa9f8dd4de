using System.Security.Cryptography;
using Grpc.Core;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Protocol;
using Orchestrator.Sdk.Connection;
using Orchestrator.Sdk.Conversations;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk;

/// <summary>The client over gRPC.</summary>
internal sealed class OrchestratorClient(ServerConnection server) : IOrchestratorClient, IDisposable
{
    public IAsyncEnumerable<TurnUpdate> SendTurnAsync(TurnRequest request, CancellationToken cancellationToken) =>
        new TurnReading(server, WithId(request)).ReadAsync(cancellationToken);

    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(ConversationId conversation, string turnId, TurnCursor from, CancellationToken cancellationToken) =>
        new TurnReading(server, conversation, turnId, from).ReadAsync(cancellationToken);

    public async Task<TurnView> StartTurnAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var message = WithId(request).ToProto();
        return (await CallAsync((client, call) => client.StartTurnAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<TurnView> CancelTurnAsync(ConversationId conversation, string turnId, CancellationToken cancellationToken)
    {
        var message = new V1.CancelTurnRequest { Conversation = conversation.ToString(), TurnId = turnId };
        return (await CallAsync((client, call) => client.CancelTurnAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<TurnView> SendFeedbackAsync(ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        var message = new V1.SendFeedbackRequest { Conversation = conversation.ToString(), TurnId = turnId, Feedback = judgement.ToProto() };
        return (await CallAsync((client, call) => client.SendFeedbackAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<ConversationView> GetConversationAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        var message = new V1.GetConversationRequest { Conversation = conversation.ToString() };
        return (await CallAsync((client, call) => client.GetConversationAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<Page<ConversationView>> ListConversationsAsync(int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var message = new V1.ListConversationsRequest { PageSize = pageSize };
        if (pageToken is not null)
            message.PageToken = pageToken;
        return (await CallAsync((client, call) => client.ListConversationsAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<Page<TurnView>> ListTurnsAsync(ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var message = new V1.ListTurnsRequest { Conversation = conversation.ToString(), PageSize = pageSize };
        if (pageToken is not null)
            message.PageToken = pageToken;
        return (await CallAsync((client, call) => client.ListTurnsAsync(message, call), cancellationToken)).FromProto();
    }

    public async Task<ErasureReceipt> EraseAsync(EraseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new V1.EraseRequest { ErasureId = request.ErasureId ?? NewId() };
        switch (request.Scope)
        {
            case ErasureScope.Conversation:
                message.Conversation = request.Subject;
                break;
            case ErasureScope.Owner:
                message.Owner = request.Subject;
                break;
            default:
                message.Tenant = request.Subject;
                break;
        }

        // A whole tenant may take longer than other calls are given; the connection's pings find a host that is gone.
        return (await server.RetryAsync(async token => await server.Conversations.EraseAsync(message, server.Stream(token)), cancellationToken)).FromProto();
    }

    public async Task<ErasureReceipt?> FindErasureAsync(string erasureId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(erasureId);
        var message = new V1.GetErasureRequest { ErasureId = erasureId };
        try
        {
            return (await CallAsync((client, call) => client.GetErasureAsync(message, call), cancellationToken)).FromProto();
        }
        catch (OrchestratorException exception) when (exception.Error.Reason == ErrorReason.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => server.Dispose();

    private static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static TurnRequest WithId(TurnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.TurnId is null ? request with { TurnId = NewId() } : request;
    }

    // Every call is safe to repeat: reads change nothing, and a turn and an erasure are known by their ids.
    private Task<T> CallAsync<T>(Func<V1.ConversationService.ConversationServiceClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken) =>
        server.RetryAsync(async token => await call(server.Conversations, server.Unary(token)), cancellationToken);
}
