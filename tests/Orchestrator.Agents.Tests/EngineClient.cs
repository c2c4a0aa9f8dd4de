using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;

namespace Orchestrator.Agents.Tests;

/// <summary>A client of an engine in this process, for one caller.</summary>
internal sealed class EngineClient(IConversations conversations, IErasure erasure, Caller caller) : IOrchestratorClient
{
    public IAsyncEnumerable<TurnUpdate> SendTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) =>
        conversations.SendTurnAsync(caller, request, cancellationToken);

    public async Task<TurnView> StartTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) =>
        await conversations.StartTurnAsync(caller, request, cancellationToken);

    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(ConversationId conversation, string turnId, TurnCursor from = default, CancellationToken cancellationToken = default) =>
        conversations.ReadTurnAsync(caller, conversation, turnId, from, cancellationToken);

    public async Task<TurnView> CancelTurnAsync(ConversationId conversation, string turnId, CancellationToken cancellationToken = default) =>
        await conversations.CancelTurnAsync(caller, conversation, turnId, cancellationToken);

    public async Task<TurnView> SendFeedbackAsync(ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken = default) =>
        await conversations.SendFeedbackAsync(caller, conversation, turnId, judgement, cancellationToken);

    public async Task<ConversationView> GetConversationAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        await conversations.GetConversationAsync(caller, conversation, cancellationToken);

    public async Task<Page<ConversationView>> ListConversationsAsync(int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) =>
        await conversations.ListConversationsAsync(caller, pageSize, pageToken, cancellationToken);

    public async Task<Page<TurnView>> ListTurnsAsync(ConversationId conversation, int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) =>
        await conversations.ListTurnsAsync(caller, conversation, pageSize, pageToken, cancellationToken);

    public async Task<ErasureReceipt> EraseAsync(EraseRequest request, CancellationToken cancellationToken = default) => await erasure.EraseAsync(
        new()
        {
            ErasureId = request.ErasureId ?? Guid.NewGuid().ToString("N"),
            Tenant = caller.Tenant,
            Scope = request.Scope,
            Owner = caller.Owner,
            Conversation = ConversationId.TryParse(request.Subject, out var id) ? id : null,
        },
        cancellationToken);

    public async Task<ErasureReceipt?> FindErasureAsync(string erasureId, CancellationToken cancellationToken = default) =>
        await erasure.FindAsync(caller.Tenant, erasureId, cancellationToken);
}
