using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;

namespace Orchestrator.Device;

/// <summary>The conversations of this process, as the same client that reaches those elsewhere. Thread-safe.</summary>
internal sealed class DeviceClient(IConversations conversations, IErasure erasure, Caller caller) : IOrchestratorClient
{
    public IAsyncEnumerable<TurnUpdate> SendTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) =>
        conversations.SendTurnAsync(caller, Named(request), cancellationToken);

    public async Task<TurnView> StartTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) =>
        await conversations.StartTurnAsync(caller, Named(request), cancellationToken);

    public async IAsyncEnumerable<TurnUpdate> ReadTurnAsync(
        ConversationId conversation, string turnId, TurnCursor from = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in conversations.ReadTurnAsync(caller, conversation, turnId, from, cancellationToken))
            yield return update;
    }

    public async Task<TurnView> CancelTurnAsync(ConversationId conversation, string turnId, CancellationToken cancellationToken = default) =>
        await conversations.CancelTurnAsync(caller, conversation, turnId, cancellationToken);

    public async Task<TurnView> SendFeedbackAsync(ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken = default) =>
        await conversations.SendFeedbackAsync(caller, conversation, turnId, judgement, cancellationToken);

    public async Task<ConversationView> GetConversationAsync(ConversationId conversation, CancellationToken cancellationToken = default) =>
        await conversations.GetConversationAsync(caller, conversation, cancellationToken);

    public async Task<Page<ConversationView>> ListConversationsAsync(int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) =>
        await conversations.ListConversationsAsync(caller, pageSize, pageToken, cancellationToken);

    public async Task<Page<TurnView>> ListTurnsAsync(
        ConversationId conversation, int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) =>
        await conversations.ListTurnsAsync(caller, conversation, pageSize, pageToken, cancellationToken);

    public async Task<ErasureReceipt> EraseAsync(EraseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await erasure.EraseAsync(
            new()
            {
                ErasureId = request.ErasureId ?? RandomNumberGenerator.GetHexString(32, lowercase: true),
                Tenant = request.Scope == ErasureScope.Tenant ? OfThisDevice(request.Subject, caller.Tenant, "tenant") : caller.Tenant,
                Scope = request.Scope,
                Owner = request.Scope switch
                {
                    ErasureScope.Conversation => caller.Owner,
                    ErasureScope.Owner => OfThisDevice(request.Subject, caller.Owner, "owner"),
                    _ => null,
                },
                Conversation = request.Scope == ErasureScope.Conversation ? Id(request.Subject) : null,
            },
            cancellationToken);
    }

    public async Task<ErasureReceipt?> FindErasureAsync(string erasureId, CancellationToken cancellationToken = default) =>
        await erasure.FindAsync(caller.Tenant, erasureId, cancellationToken);

    private static TurnRequest Named(TurnRequest request) =>
        request.TurnId is null ? request with { TurnId = RandomNumberGenerator.GetHexString(32, lowercase: true) } : request;

    private static ConversationId Id(string text) =>
        ConversationId.TryParse(text, out var id) ? id : throw new OrchestratorException(ErrorReason.InvalidRequest, "A conversation id is 32 hex digits.", "conversation");

    private static string OfThisDevice(string subject, string own, string field) =>
        subject == own ? own : throw new OrchestratorException(ErrorReason.NotFound, $"This device keeps conversations of {field} '{own}' alone.", field);
}
