using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Grains.Placement;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// The conversations that are open in this process, those of its grains and those that no grain was needed for: a call that names no
/// conversation opens one that nobody else can know yet, so its silo runs the turn by itself, and the grain that someone's coming back
/// makes takes it over here. Who reads a turn here reads it where it is written, without a call a piece; and of those that nobody uses
/// only so many are kept, whatever their grains' age. Of the conversations that were asked one question only the last few are: what
/// outlives a young collection only to die in an old one costs a busy host more than reading it again costs the few who come back.
/// Thread-safe.
/// </summary>
public sealed class HostedConversations : IErasureHost, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<ConversationKey, Hosted> _hosted = new();
    private readonly ConcurrentQueue<Conversation> _questions = new();
    private readonly SiloAddress _here;
    private readonly int _most, _mostQuestions;
    private int _dropping;
    private int _count;
    private volatile bool _stopping;

    /// <summary>Makes an empty list.</summary>
    /// <param name="here">This silo.</param>
    /// <param name="options">How many conversations may idle.</param>
    public HostedConversations(ILocalSiloDetails here, IOptions<TurnOptions> options) =>
        (_here, _most, _mostQuestions) = (here.SiloAddress, options.Value.MaxIdleConversations, options.Value.MaxIdleQuestions);

    /// <summary>How many conversations are open here.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public async ValueTask DropErasedAsync(ConversationKey key)
    {
        if (!_hosted.TryGetValue(key, out var hosted))
            return;
        await hosted.Conversation.DropErasedAsync();
        if (!hosted.HasGrain)
            Remove(hosted.Conversation);
    }

    /// <inheritdoc/>
    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe<HostedConversations>(ServiceLifecycleStage.Active, _ => Task.CompletedTask, _ => StopAsync());

    /// <summary>The conversation, when it is open here.</summary>
    internal Conversation? Find(ConversationKey key) =>
        _hosted.TryGetValue(key, out var hosted) && !hosted.Conversation.IsBroken ? hosted.Conversation : null;

    /// <summary>Opens a conversation that did not exist, without a grain. Null when the silo stops.</summary>
    /// <param name="engine">The process's engine.</param>
    /// <param name="tenant">The conversation's tenant.</param>
    internal Conversation? OpenNew(TurnEngine engine, string tenant)
    {
        var hosted = new Hosted(engine.OpenNew(new(tenant, Birthplace.NewId(_here))), null);
        Add(hosted);
        if (_stopping)
        {
            Remove(hosted.Conversation);
            return null;
        }

        _questions.Enqueue(hosted.Conversation);
        if (_questions.Count > _mostQuestions && _questions.TryDequeue(out var oldest))
            DropQuestion(oldest);
        return hosted.Conversation;
    }

    /// <summary>Gives a conversation up that was opened for a turn which was not accepted: nobody else knows of it, and nobody will ask for it.</summary>
    /// <param name="conversation">The conversation.</param>
    internal void GiveUp(Conversation conversation)
    {
        if (conversation.Turns == 0)
            Leave(conversation);
    }

    /// <summary>A grain has opened its conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="leave">Asks the grain to leave, unless a turn runs; returns at once.</param>
    internal void Add(Conversation conversation, Action leave) => Add(new Hosted(conversation, leave));

    /// <summary>Gives a conversation that is open here without a grain to its grain.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="leave">Asks the grain to leave, unless a turn runs; returns at once.</param>
    /// <returns>The conversation; null when it is not open here.</returns>
    internal Conversation? TakeOver(ConversationKey key, Action leave) =>
        _hosted.TryGetValue(key, out var hosted) && !hosted.Conversation.IsBroken && _hosted.TryUpdate(key, new(hosted.Conversation, leave), hosted)
            ? hosted.Conversation
            : null;

    /// <summary>A grain has given its conversation up.</summary>
    internal void Remove(Conversation conversation)
    {
        if (_hosted.TryGetValue(conversation.Key, out var hosted) && hosted.Conversation == conversation && _hosted.TryRemove(new(conversation.Key, hosted)))
            Interlocked.Decrement(ref _count);
    }

    private void Add(Hosted hosted)
    {
        var key = hosted.Conversation.Key;
        if (!_hosted.TryAdd(key, hosted))
            _hosted[key] = hosted;
        else if (Interlocked.Increment(ref _count) > _most && Interlocked.Exchange(ref _dropping, 1) == 0)
            DropIdle();
    }

    /// <summary>Stops the turns that no grain stops. Whoever asks from now on is told to ask the next host.</summary>
    private async Task StopAsync()
    {
        _stopping = true;
        foreach (var hosted in _hosted.Values.Where(h => !h.HasGrain))
            await hosted.Conversation.DisposeAsync();
    }

    private void Leave(Conversation conversation)
    {
        // A grain may have taken it over since it was listed.
        if (!_hosted.TryGetValue(conversation.Key, out var hosted) || hosted.Conversation != conversation)
            return;
        if (hosted.LeaveGrain is { } leave)
            leave();
        else if (conversation.TryRetire())
            Remove(conversation);
    }

    private void DropQuestion(Conversation question)
    {
        // Its turn is still to be accepted or to end: it is looked at again when as many others have come. One that was given up has none
        // to come, and who stands in line for ever is in memory for ever.
        if (question.HasOpenTurn || (question.Turns == 0 && !question.IsBroken))
            _questions.Enqueue(question);
        else if (question.Turns <= 1)
            Leave(question);
    }

    /// <summary>Asks the quarter that was unused longest to leave, so that the next opening does not have to look again.</summary>
    private void DropIdle()
    {
        try
        {
            foreach (var hosted in _hosted.Values.Where(h => !h.Conversation.HasOpenTurn).OrderBy(h => h.Conversation.LastUsed).Take(Math.Max(1, _most / 4)))
                Leave(hosted.Conversation);
        }
        finally
        {
            Volatile.Write(ref _dropping, 0);
        }
    }

    /// <param name="Conversation">The conversation.</param>
    /// <param name="LeaveGrain">Asks its grain to leave; null while it has none.</param>
    private sealed record Hosted(Conversation Conversation, Action? LeaveGrain)
    {
        public bool HasGrain => LeaveGrain is not null;
    }
}
