using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// The conversations whose grains are in this process. Who reads a turn here reads it where it is written, without a call a piece; and
/// of those that nobody uses only so many are kept, whatever their grains' age, because every stateless call opens a conversation.
/// Thread-safe.
/// </summary>
public sealed class HostedConversations : IErasureHost
{
    private readonly ConcurrentDictionary<ConversationKey, Hosted> _hosted = new();
    private readonly int _most;
    private int _dropping;
    private int _count;

    /// <summary>Makes an empty list.</summary>
    /// <param name="options">How many conversations may idle.</param>
    public HostedConversations(IOptions<TurnOptions> options) => _most = options.Value.MaxIdleConversations;

    /// <inheritdoc/>
    public ValueTask DropErasedAsync(ConversationKey key) =>
        _hosted.TryGetValue(key, out var hosted) ? hosted.Conversation.DropErasedAsync() : ValueTask.CompletedTask;

    /// <summary>The conversation, when its grain is here and has it open.</summary>
    internal Conversation? Find(ConversationKey key) =>
        _hosted.TryGetValue(key, out var hosted) && !hosted.Conversation.IsBroken ? hosted.Conversation : null;

    /// <summary>A grain has opened its conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="leave">Asks the grain to leave, unless a turn runs; returns at once.</param>
    internal void Add(Conversation conversation, Action leave)
    {
        if (!_hosted.TryAdd(conversation.Key, new(conversation, leave)))
            _hosted[conversation.Key] = new(conversation, leave);
        else if (Interlocked.Increment(ref _count) > _most && Interlocked.Exchange(ref _dropping, 1) == 0)
            DropIdle();
    }

    /// <summary>A grain has given its conversation up.</summary>
    internal void Remove(Conversation conversation)
    {
        if (_hosted.TryGetValue(conversation.Key, out var hosted) && hosted.Conversation == conversation && _hosted.TryRemove(new(conversation.Key, hosted)))
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Asks the quarter that was unused longest to leave, so that the next opening does not have to look again.</summary>
    private void DropIdle()
    {
        try
        {
            foreach (var hosted in _hosted.Values.Where(h => !h.Conversation.HasOpenTurn).OrderBy(h => h.Conversation.LastUsed).Take(Math.Max(1, _most / 4)))
                hosted.Leave();
        }
        finally
        {
            Volatile.Write(ref _dropping, 0);
        }
    }

    private sealed record Hosted(Conversation Conversation, Action Leave);
}
