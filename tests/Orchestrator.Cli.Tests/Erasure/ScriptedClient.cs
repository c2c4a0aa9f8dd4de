using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;

namespace Orchestrator.Cli.Tests.Erasure;

/// <summary>A host that answers an erasure as a test wrote down.</summary>
internal sealed class ScriptedClient(Func<EraseRequest, ErasureReceipt> erase) : IOrchestratorClient
{
    public List<EraseRequest> Asked { get; } = [];

    public Dictionary<string, ErasureReceipt> Receipts { get; } = [];

    public static ScriptedClient Refusing(ErrorReason reason) => new(_ => throw new OrchestratorException(reason, $"Refused as scripted: {reason}."));

    public static ScriptedClient Erasing(int conversations) => new(request => Receipt(request, conversations));

    public static ErasureReceipt Receipt(EraseRequest request, int conversations) => new()
    {
        ErasureId = request.ErasureId!,
        Scope = request.Scope,
        Tenant = "default",
        Owner = request.Scope == ErasureScope.Tenant ? null : "developer",
        Conversation = request.Scope == ErasureScope.Conversation ? new ConversationId(7) : null,
        Conversations = conversations,
        Events = 4L * conversations,
        KeysDestroyed = conversations,
        RequestedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(120),
        LogId = "log-1",
        GenerationBefore = 3,
        GenerationAfter = conversations == 0 ? 3 : 4,
        KeyEncryptionKeyId = "0011223344556677",
        TopKeyId = "8899aabbccddeeff",
        Remains = "Older copies of the key file, until the top key is rotated.",
    };

    public Task<ErasureReceipt> EraseAsync(EraseRequest request, CancellationToken cancellationToken = default)
    {
        Asked.Add(request);
        return Task.FromResult(erase(request));
    }

    public Task<ErasureReceipt?> FindErasureAsync(string erasureId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Receipts.GetValueOrDefault(erasureId));

    public IAsyncEnumerable<TurnUpdate> SendTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<TurnView> StartTurnAsync(TurnRequest request, CancellationToken cancellationToken = default) => throw Unasked();

    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(ConversationId conversation, string turnId, TurnCursor from = default, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<TurnView> CancelTurnAsync(ConversationId conversation, string turnId, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<TurnView> SendFeedbackAsync(ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<ConversationView> GetConversationAsync(ConversationId conversation, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<Page<ConversationView>> ListConversationsAsync(int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) => throw Unasked();

    public Task<Page<TurnView>> ListTurnsAsync(ConversationId conversation, int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default) => throw Unasked();

    private static NotSupportedException Unasked() => new("An erasure asks for no turns.");
}
