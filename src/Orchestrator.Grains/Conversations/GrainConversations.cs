using System.Runtime.CompilerServices;
using Google.Protobuf;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;
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
    private readonly TurnEngine _engine;
    private readonly ConversationResolver _resolver;
    private readonly IJournal _journal;
    private readonly HostedConversations _hosted;

    /// <summary>Makes the host's front.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="engine">The process's engine.</param>
    /// <param name="resolver">Finds the conversation of a request.</param>
    /// <param name="journal">Lists conversations.</param>
    /// <param name="hosted">The conversations that are open in this process.</param>
    public GrainConversations(IGrainFactory grains, TurnEngine engine, ConversationResolver resolver, IJournal journal, HostedConversations hosted) =>
        (_grains, _engine, _resolver, _journal, _hosted) = (grains, engine, resolver, journal, hosted);

    /// <inheritdoc/>
    public async ValueTask<TurnView> StartTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
            if (start.IsNew && _hosted.OpenNew(_engine, caller.Tenant) is { } here)
                return await StartAsync(here, caller, start, cancellationToken);
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
        var (key, turnId) = await BeginAsync(caller, request, cancellationToken);
        var updates = request.EndOnly && _hosted.Find(key) is { } here
            ? here.ReadEndAsync(caller, turnId, cancellationToken)
            : ReadAsync(caller, key, turnId, default, cancellationToken);
        await foreach (var update in updates)
            yield return update;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(
        Caller caller, ConversationId conversation, string turnId, TurnCursor from, CancellationToken cancellationToken) =>
        ReadAsync(caller, new(caller.Tenant, conversation), turnId, from, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<TurnView> CancelTurnAsync(Caller caller, ConversationId conversation, string turnId, CancellationToken cancellationToken)
    {
        var reply = await HostFaults.ExplainAsync(Grain(new(caller.Tenant, conversation)).CancelTurnAsync(Wire(caller), turnId, cancellationToken));
        return Protocol.V1.Turn.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    /// <inheritdoc/>
    public async ValueTask<TurnView> SendFeedbackAsync(
        Caller caller, ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken)
    {
        // What cannot be written must be refused before it is.
        judgement.Check();
        var grain = Grain(new(caller.Tenant, conversation));
        var reply = await HostFaults.ExplainAsync(grain.SendFeedbackAsync(Wire(caller), turnId, new(judgement.ToProto().ToByteArray()), cancellationToken));
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
        HostFaults.ExplainAsync(ConversationList.ReadAsync(_journal, caller, pageSize, pageToken, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<Page<TurnView>> ListTurnsAsync(
        Caller caller, ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var reply = await HostFaults.ExplainAsync(Grain(new(caller.Tenant, conversation)).ListTurnsAsync(Wire(caller), pageSize, pageToken, cancellationToken));
        return Protocol.V1.ListTurnsResponse.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    private async Task<(ConversationKey Key, string TurnId)> BeginAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
            if (start.IsNew && _hosted.OpenNew(_engine, caller.Tenant) is { } here)
            {
                await StartAsync(here, caller, start, cancellationToken);
                return (here.Key, start.TurnId);
            }

            var reply = await HostFaults.ExplainAsync(Grain(key).BeginTurnAsync(Wire(caller), Wire(start), cancellationToken));
            try
            {
                reply.Unwrap();
                return (key, start.TurnId);
            }
            catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.Moved && attempt < MaxAttempts)
            {
                // As above.
            }
        }
    }

    private async Task<TurnView> StartAsync(Conversation opened, Caller caller, TurnStart start, CancellationToken cancellationToken)
    {
        try
        {
            return await opened.StartTurnAsync(caller, start, cancellationToken);
        }
        catch
        {
            _hosted.GiveUp(opened);
            throw;
        }
    }

    /// <summary>Reads where the turn is written when that is here, otherwise through its grain.</summary>
    private IAsyncEnumerable<TurnUpdate> ReadAsync(Caller caller, ConversationKey key, string turnId, TurnCursor from, CancellationToken cancellationToken) =>
        _hosted.Find(key) is { } here
            ? here.ReadTurnAsync(caller, turnId, from, cancellationToken)
            : ReadFarAsync(caller, key, turnId, from, cancellationToken);

    private async IAsyncEnumerable<TurnUpdate> ReadFarAsync(
        Caller caller, ConversationKey key, string turnId, TurnCursor from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Grain(key).ReadTurnAsync(Wire(caller), turnId, from.Attempt, from.Offset, cancellationToken);
        await foreach (var reply in HostFaults.ExplainAsync(updates, cancellationToken))
            yield return Update(reply);
    }

    private IConversationGrain Grain(ConversationKey key) => _grains.GetGrain<IConversationGrain>(key.ToString());

    private static TurnUpdate Update(GrainReply reply) => Protocol.V1.TurnUpdate.Parser.ParseFrom(reply.Unwrap()).FromProto();

    private static Immutable<byte[]> Wire(Caller caller) => new(caller.ToProto().ToByteArray());

    private static GrainTurnStart Wire(TurnStart start) =>
        new(start.Request.ToProto().ToByteArray(), start.TurnId, start.MayOpen, start.StartKey?.ToArray());
}
