using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// The conversations whose grains are in this process. Who reads a turn here reads it where it is written, without a call a piece; and
/// of those that nobody uses only so many are kept, whatever their grains' age, because every stateless call opens a conversation.
/// Most of these are asked one question and never again, so only the last few of them are kept: what outlives a young collection
/// only to die in an old one costs a busy host more than reading it again costs the few who come back. Thread-safe.
/// </summary>
public sealed class HostedConversations : IErasureHost
{
    private readonly ConcurrentDictionary<ConversationKey, Hosted> _hosted = new();
    private readonly ConcurrentQueue<Hosted> _questions = new();
    private readonly int _most, _mostQuestions;
    private int _dropping;
    private int _count;

    /// <summary>Makes an empty list.</summary>
    /// <param name="options">How many conversations may idle.</param>
    public HostedConversations(IOptions<TurnOptions> options) =>
        (_most, _mostQuestions) = (options.Value.MaxIdleConversations, options.Value.MaxIdleQuestions);

    /// <inheritdoc/>
    public ValueTask DropErasedAsync(ConversationKey key) =>
        _hosted.TryGetValue(key, out var hosted) ? hosted.Conversation.DropErasedAsync() : ValueTask.CompletedTask;

    /// <summary>The conversation, when its grain is here and has it open.</summary>
    internal Conversation? Find(ConversationKey key) =>
        _hosted.TryGetValue(key, out var hosted) && !hosted.Conversation.IsBroken ? hosted.Conversation : null;

    /// <summary>A grain has opened its conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="leave">Asks the grain to leave, unless a turn runs; returns at once.</param>
    /// <param name="isNew">Whether a call that named no conversation opened it.</param>
    internal void Add(Conversation conversation, Action leave, bool isNew = false)
    {
        var hosted = new Hosted(conversation, leave);
        if (!_hosted.TryAdd(conversation.Key, hosted))
            _hosted[conversation.Key] = hosted;
        else if (Interlocked.Increment(ref _count) > _most && Interlocked.Exchange(ref _dropping, 1) == 0)
            DropIdle();
        if (!isNew)
            return;
        _questions.Enqueue(hosted);
        if (_questions.Count > _mostQuestions && _questions.TryDequeue(out var oldest))
            DropQuestion(oldest);
    }

    /// <summary>A grain has given its conversation up.</summary>
    internal void Remove(Conversation conversation)
    {
        if (_hosted.TryGetValue(conversation.Key, out var hosted) && hosted.Conversation == conversation && _hosted.TryRemove(new(conversation.Key, hosted)))
            Interlocked.Decrement(ref _count);
    }

    private void DropQuestion(Hosted hosted)
    {
        // Its turn is still to be accepted or to end: it is looked at again when as many others have come.
        if (hosted.Conversation.HasOpenTurn || hosted.Conversation.Turns == 0)
            _questions.Enqueue(hosted);
        else if (hosted.Conversation.Turns == 1)
            hosted.Leave();
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
