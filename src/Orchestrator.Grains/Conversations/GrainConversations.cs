using System.Runtime.CompilerServices;
using Google.Protobuf;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Journal;
using Orchestrator.Protocol;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Conversations;

/// <summary>The cluster's conversations: each in its grain, wherever that is. Thread-safe.</summary>
public sealed class GrainConversations : IConversations
{
    private const int MaxAttempts = 3;

    private readonly IGrainFactory _grains;
    private readonly ConversationResolver _resolver;
    private readonly IJournal _journal;

    /// <summary>Makes the host's front.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="resolver">Finds the conversation of a request.</param>
    /// <param name="journal">Lists conversations.</param>
    public GrainConversations(IGrainFactory grains, ConversationResolver resolver, IJournal journal) =>
        (_grains, _resolver, _journal) = (grains, resolver, journal);

    /// <inheritdoc/>
    public async ValueTask<TurnView> StartTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
            var reply = await HostFaults.ExplainAsync(Grain(key).StartTurnAsync(Wire(caller), Wire(start), cancellationToken));
            try
            {
                return Protocol.V1.Turn.Parser.ParseFrom(reply.Unwrap()).FromProto();
            }
            catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.Moved && attempt < MaxAttempts)
            {
                // The conversation changed its host, or the same turn went elsewhere: ask again where it is now.
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> SendTurnAsync(
        Caller caller, TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
        var begun = false;
        var attempt = 1;
        while (!begun)
        {
            var updates = Grain(key).SendTurnAsync(Wire(caller), Wire(start), cancellationToken);
            await foreach (var reply in HostFaults.ExplainAsync(updates, cancellationToken))
            {
                if (!begun && IsMoved(reply) && attempt < MaxAttempts)
                    break;
                begun = true;
                yield return Update(reply);
            }

            attempt++;
            if (!begun)
                (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> ReadTurnAsync(
        Caller caller, ConversationId conversation, string turnId, TurnCursor from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Grain(new(caller.Tenant, conversation)).ReadTurnAsync(Wire(caller), turnId, from.Attempt, from.Offset, cancellationToken);
        await foreach (var reply in HostFaults.ExplainAsync(updates, cancellationToken))
            yield return Update(reply);
    }

    /// <inheritdoc/>
    public async ValueTask<TurnView> CancelTurnAsync(Caller caller, ConversationId conversation, string turnId, CancellationToken cancellationToken)
    {
        var reply = await HostFaults.ExplainAsync(Grain(new(caller.Tenant, conversation)).CancelTurnAsync(Wire(caller), turnId, cancellationToken));
        return Protocol.V1.Turn.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    /// <inheritdoc/>
    public async ValueTask<ConversationView> GetConversationAsync(Caller caller, ConversationId conversation, CancellationToken cancellationToken)
    {
        var reply = await HostFaults.ExplainAsync(Grain(new(caller.Tenant, conversation)).GetConversationAsync(Wire(caller), cancellationToken));
        return Protocol.V1.Conversation.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    /// <inheritdoc/>
    public ValueTask<Page<ConversationView>> ListConversationsAsync(Caller caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        ConversationList.ReadAsync(_journal, caller, pageSize, pageToken, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Page<TurnView>> ListTurnsAsync(
        Caller caller, ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var reply = await HostFaults.ExplainAsync(Grain(new(caller.Tenant, conversation)).ListTurnsAsync(Wire(caller), pageSize, pageToken, cancellationToken));
        return Protocol.V1.ListTurnsResponse.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    private IConversationGrain Grain(ConversationKey key) => _grains.GetGrain<IConversationGrain>(key.ToString());

    private static bool IsMoved(GrainReply reply) =>
        reply.Error is { } error && Protocol.V1.Error.Parser.ParseFrom(error).FromProto().Reason == ErrorReason.Moved;

    private static TurnUpdate Update(GrainReply reply) => Protocol.V1.TurnUpdate.Parser.ParseFrom(reply.Unwrap()).FromProto();

    private static Immutable<byte[]> Wire(Caller caller) => new(caller.ToProto().ToByteArray());

    private static GrainTurnStart Wire(TurnStart start) =>
        new(start.Request.ToProto().ToByteArray(), start.TurnId, start.MayOpen, start.StartKey?.ToArray());
}
