using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Orchestrator.Api.Access;
using Orchestrator.Api.Erasure;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Protocol;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>The gRPC face of conversations.</summary>
[BindServiceMethod(typeof(ConversationBinding), nameof(ConversationBinding.Bind))]
internal sealed class ConversationGrpcService(
    IConversations conversations, IErasure erasure, GrpcAdmission admission, ILogger<ConversationGrpcService> logger)
    : V1.ConversationService.ConversationServiceBase
{
    private const int DefaultPageSize = 50;

    public override async Task<V1.Turn> StartTurn(V1.TurnRequest request, ServerCallContext context) =>
        Accepted(await StartAsync(request.FromProto(), context)).ToProto();

    public override Task ReadTurn(V1.ReadTurnRequest request, IServerStreamWriter<V1.TurnUpdate> responseStream, ServerCallContext context) =>
        WriteAsync(
            conversations.ReadTurnAsync(Caller(context), Id(request.Conversation), request.TurnId, request.From?.FromProto() ?? default, context.CancellationToken),
            responseStream,
            context);

    public override Task SendTurn(V1.TurnRequest request, IServerStreamWriter<V1.TurnUpdate> responseStream, ServerCallContext context) =>
        WriteAsync(ThrowIfRefused(SendAsync(request.FromProto(), context)), responseStream, context);

    public override async Task<V1.Turn> CancelTurn(V1.CancelTurnRequest request, ServerCallContext context) =>
        (await conversations.CancelTurnAsync(Caller(context, ApiScopes.Turns), Id(request.Conversation), request.TurnId, context.CancellationToken)).ToProto();

    public override async Task<V1.Turn> SendFeedback(V1.SendFeedbackRequest request, ServerCallContext context)
    {
        var judgement = request.Feedback?.FromProto()
            ?? throw new OrchestratorException(ErrorReason.InvalidRequest, "Say what is thought of the turn.", "feedback");
        return (await conversations.SendFeedbackAsync(Caller(context), Id(request.Conversation), request.TurnId, judgement, context.CancellationToken)).ToProto();
    }

    public override async Task<V1.Conversation> GetConversation(V1.GetConversationRequest request, ServerCallContext context) =>
        (await conversations.GetConversationAsync(Caller(context), Id(request.Conversation), context.CancellationToken)).ToProto();

    public override async Task<V1.ListConversationsResponse> ListConversations(V1.ListConversationsRequest request, ServerCallContext context) =>
        (await conversations.ListConversationsAsync(
            Caller(context), PageSize(request.PageSize), request.HasPageToken ? request.PageToken : null, context.CancellationToken)).ToProto();

    public override async Task<V1.ListTurnsResponse> ListTurns(V1.ListTurnsRequest request, ServerCallContext context) =>
        (await conversations.ListTurnsAsync(
            Caller(context), Id(request.Conversation), PageSize(request.PageSize), request.HasPageToken ? request.PageToken : null, context.CancellationToken)).ToProto();

    public override async Task<V1.ErasureReceipt> Erase(V1.EraseRequest request, ServerCallContext context)
    {
        var (caller, admin, _) = admission.Admitted(context, ApiScopes.Erase);
        var id = request.HasErasureId ? request.ErasureId : RandomNumberGenerator.GetHexString(32, lowercase: true);
        var receipt = await erasure.EraseAsync(
            request.ScopeCase switch
            {
                V1.EraseRequest.ScopeOneofCase.Conversation => ErasureAuthority.Conversation(caller, id, Id(request.Conversation)),
                V1.EraseRequest.ScopeOneofCase.Owner => ErasureAuthority.Owner(caller, admin, id, request.Owner),
                V1.EraseRequest.ScopeOneofCase.Tenant => ErasureAuthority.Tenant(caller, admin, id, request.Tenant),
                _ => throw new OrchestratorException(ErrorReason.InvalidRequest, "Say what is to be erased: a conversation, an owner or the tenant.", "scope"),
            },
            context.CancellationToken);
        ApiLog.Erased(logger, caller.KeyId, receipt.Conversations, receipt.Scope, receipt.ErasureId);
        return receipt.ToProto();
    }

    public override async Task<V1.ErasureReceipt> GetErasure(V1.GetErasureRequest request, ServerCallContext context)
    {
        var (caller, admin, _) = admission.Admitted(context, ApiScopes.Erase);
        var receipt = await erasure.FindAsync(caller.Tenant, request.ErasureId, context.CancellationToken);
        return receipt is not null && ErasureAuthority.MaySee(caller, admin, receipt)
            ? receipt.ToProto()
            : throw new OrchestratorException(ErrorReason.NotFound, "There is no completed erasure of this id that this API key may see. One that is under way is not told before it is completed.", "erasure_id");
    }

    private static async IAsyncEnumerable<TurnUpdate> ThrowIfRefused(IAsyncEnumerable<TurnUpdate> updates)
    {
        await foreach (var update in updates)
        {
            if (update is TurnStarted started)
                Accepted(started.Turn);
            yield return update;
        }
    }

    /// <summary>A turn that no target was allowed or able to answer is an error of the call that sent it; reading it later is not.</summary>
    private static TurnView Accepted(TurnView turn) =>
        turn is { State: TurnState.Failed, Route.Attempt: 0, Error: { } refusal } ? throw new OrchestratorException(refusal) : turn;

    private static async Task WriteAsync(IAsyncEnumerable<TurnUpdate> updates, IServerStreamWriter<V1.TurnUpdate> stream, ServerCallContext context)
    {
        await foreach (var update in updates.WithCancellation(context.CancellationToken))
            await stream.WriteAsync(update.ToProto(), context.CancellationToken);
    }

    private async Task<TurnView> StartAsync(TurnRequest request, ServerCallContext context)
    {
        // Who only starts a turn is counted by what it was expected to use.
        var (caller, limits) = Beginner(context);
        limits?.TakeTokens(request, context.GetHttpContext().Response.Headers);
        return await conversations.StartTurnAsync(caller, request, context.CancellationToken);
    }

    private async IAsyncEnumerable<TurnUpdate> SendAsync(TurnRequest request, ServerCallContext context)
    {
        var (caller, limits) = Beginner(context);
        var tokens = limits?.TakeTokens(request, context.GetHttpContext().Response.Headers) ?? 0;
        ModelUsage? used = null;
        try
        {
            await foreach (var update in conversations.SendTurnAsync(caller, request, context.CancellationToken))
            {
                used = (update as TurnEnded)?.Turn.Usage ?? used;
                yield return update;
            }
        }
        finally
        {
            limits?.Used(tokens, used);
        }
    }

    private Caller Caller(ServerCallContext context, ApiScopes scope = ApiScopes.Read) => admission.Admitted(context, scope).Caller;

    private (Caller Caller, KeyLimits? Limits) Beginner(ServerCallContext context)
    {
        var (caller, _, limits) = admission.Admitted(context, ApiScopes.Turns);
        limits?.TakeCall(context.GetHttpContext().Response.Headers);
        return (caller, limits);
    }

    private static ConversationId Id(string text) =>
        ConversationId.TryParse(text, out var id)
            ? id
            : throw new OrchestratorException(ErrorReason.InvalidRequest, "A conversation id is 32 hex digits.", "conversation");

    private static int PageSize(int asked) => asked switch
    {
        0 => DefaultPageSize,
        >= 1 and <= 200 => asked,
        _ => throw new OrchestratorException(ErrorReason.InvalidRequest, "A page has 1 to 200 items; 0 takes 50.", "page_size"),
    };
}
