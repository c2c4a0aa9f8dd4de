using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Hosting;

/// <summary>The plain host: conversations of one process, each opened once, without Orleans. For edge nodes and apps.</summary>
public sealed class LocalConversations : IConversations, IErasureHost, IAsyncDisposable
{
    private const int MaxAttempts = 3;

    private readonly ConcurrentDictionary<ConversationKey, Lazy<Task<Conversation>>> _open = new();
    private readonly TurnEngine _engine;
    private readonly ConversationResolver _resolver;

    /// <summary>Makes the host.</summary>
    /// <param name="engine">The process's engine.</param>
    public LocalConversations(TurnEngine engine) => (_engine, _resolver) = (engine, new(engine));

    /// <inheritdoc/>
    public async ValueTask<TurnView> StartTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken) =>
        (await StartAsync(caller, request, cancellationToken)).Turn;

    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> SendTurnAsync(
        Caller caller, TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (conversation, turn) = await StartAsync(caller, request, cancellationToken);
        var updates = request.EndOnly
            ? conversation.ReadEndAsync(caller, turn.TurnId, cancellationToken)
            : conversation.ReadTurnAsync(caller, turn.TurnId, default, cancellationToken);
        await foreach (var update in updates)
            yield return update;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> ReadTurnAsync(
        Caller caller, ConversationId conversation, string turnId, TurnCursor from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = await OpenAsync(new(caller.Tenant, conversation), cancellationToken);
        await foreach (var update in open.ReadTurnAsync(caller, turnId, from, cancellationToken))
            yield return update;
    }

    /// <inheritdoc/>
    public async ValueTask<TurnView> CancelTurnAsync(Caller caller, ConversationId conversation, string turnId, CancellationToken cancellationToken) =>
        await (await OpenAsync(new(caller.Tenant, conversation), cancellationToken)).CancelTurnAsync(caller, turnId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<TurnView> SendFeedbackAsync(
        Caller caller, ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken) =>
        await (await OpenAsync(new(caller.Tenant, conversation), cancellationToken)).SendFeedbackAsync(caller, turnId, judgement, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ConversationView> GetConversationAsync(Caller caller, ConversationId conversation, CancellationToken cancellationToken) =>
        (await OpenAsync(new(caller.Tenant, conversation), cancellationToken)).View(caller);

    /// <inheritdoc/>
    public async ValueTask<Page<ConversationView>> ListConversationsAsync(Caller caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        await ConversationList.ReadAsync(_engine.Journal, caller, pageSize, pageToken, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Page<TurnView>> ListTurnsAsync(
        Caller caller, ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        (await OpenAsync(new(caller.Tenant, conversation), cancellationToken)).ListTurns(caller, pageSize, pageToken);

    /// <inheritdoc/>
    public async ValueTask DropErasedAsync(ConversationKey key)
    {
        if (!_open.TryRemove(key, out var opening))
            return;
        await ((Task)opening.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.Value.IsCompletedSuccessfully)
            await (await opening.Value).DropErasedAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var opening in _open.Values.Where(o => o.IsValueCreated && o.Value.IsCompletedSuccessfully))
            await (await opening.Value).DisposeAsync();
    }

    private async Task<(Conversation Conversation, TurnView Turn)> StartAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (key, start) = await _resolver.ResolveAsync(caller, request, cancellationToken);
            try
            {
                var conversation = await OpenAsync(key, cancellationToken, start.IsNew);
                return (conversation, await conversation.StartTurnAsync(caller, start, cancellationToken));
            }
            catch (StartKeyTakenException) when (attempt < MaxAttempts)
            {
                // The same turn raced this one into another conversation; the resolver finds it there now.
            }
            catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.Moved && attempt < MaxAttempts)
            {
                // The conversation was given up between being found and being asked; it is opened anew.
            }
        }
    }

    private async Task<Conversation> OpenAsync(ConversationKey key, CancellationToken cancellationToken, bool isNew = false)
    {
        await DropIdleAsync();
        while (true)
        {
            // Opening outlives the one who asked first: others may wait for it.
            var opening = _open.GetOrAdd(key, k => new(() => isNew ? Task.FromResult(_engine.OpenNew(k)) : _engine.OpenAsync(k, CancellationToken.None)));
            try
            {
                var conversation = await opening.Value.WaitAsync(cancellationToken);
                if (!conversation.IsBroken)
                    return conversation;
                await conversation.DisposeAsync();
            }
            catch (Exception) when (opening.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _open.TryRemove(new(key, opening));
                throw;
            }

            _open.TryRemove(new(key, opening));
        }
    }

    /// <summary>Retires the quarter that was unused longest, so that the next opening does not have to look again.</summary>
    private async ValueTask DropIdleAsync()
    {
        if (_open.Count <= _engine.Options.MaxIdleConversations)
            return;
        var opened = new List<(KeyValuePair<ConversationKey, Lazy<Task<Conversation>>> Entry, Conversation Conversation)>();
        foreach (var entry in _open)
        {
            if (entry.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                opened.Add((entry, await entry.Value.Value));
        }

        foreach (var (entry, conversation) in opened.OrderBy(o => o.Conversation.LastUsed).Take(Math.Max(1, opened.Count / 4)))
        {
            if (conversation.TryRetire())
                _open.TryRemove(entry);
        }
    }
}
