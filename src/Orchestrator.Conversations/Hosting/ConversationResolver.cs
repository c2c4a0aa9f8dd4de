using Orchestrator.Conversations.Turns;
using Orchestrator.Randomness;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// Finds the conversation that a request belongs to. A caller that names none joins the one whose whole history it sends, or opens a
/// new one; and a turn id that it has used before leads where it led then, so that a retry never runs twice.
/// </summary>
public sealed class ConversationResolver
{
    private readonly TurnEngine _engine;

    /// <summary>Makes the resolver.</summary>
    /// <param name="engine">The process's engine.</param>
    public ConversationResolver(TurnEngine engine) => _engine = engine;

    /// <summary>Resolves a request.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">The request is malformed.</exception>
    public async ValueTask<(ConversationKey Key, TurnStart Start)> ResolveAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        AttachmentValidation.Check(request, _engine.Options);
        request = TextAttachments.Inlined(request);
        TurnRequestValidation.Check(request, _engine.Options);
        var turnId = request.TurnId ?? FreshBytes.HexId();
        if (request.Conversation is { } named)
            return (new(caller.Tenant, named), new(request, turnId, MayOpen: _engine.Mint.Made(caller, named), null));

        // The history first: if the same turn completes between the two questions, the second one finds it.
        var joined = request.History.IsEmpty ? null : await FindByHistoryAsync(caller, request, cancellationToken);
        if (request.TurnId is null)
            return (new(caller.Tenant, joined ?? ConversationId.New()), new(request, turnId, MayOpen: true, null) { IsNew = joined is null });

        var startKey = _engine.Digests.StartKey(caller, turnId);
        var earlier = await _engine.Journal.FindByStartKeyAsync(caller.Tenant, startKey, cancellationToken);

        // Retries that race each other before anything is kept must meet in one conversation: its id follows from the key.
        var id = earlier ?? joined ?? ConversationId.FromBytes(startKey);
        return (new(caller.Tenant, id), new(request, turnId, MayOpen: true, startKey));
    }

    private async ValueTask<ConversationId?> FindByHistoryAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        var digest = _engine.Digests.History(caller.Owner, caller.KeyId, request.History);
        var found = await _engine.Journal.FindByHistoryAsync(caller.Tenant, caller.Owner, digest, cancellationToken);
        return found.Count == 1 ? found[0] : null;
    }
}
