using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Turns;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// What a host holds of one conversation: its state, the turn that runs, and whether both may still be believed. Nothing changes
/// here that the journal has not taken first. Thread-safe for readers; whoever has the queue's place writes.
/// </summary>
internal sealed class ConversationMemory(TurnEngine engine, ConversationLog log, ConversationState state)
{
    private readonly Lock _lock = new();
    private ConversationState _state = state;
    private LiveTurn? _live;
    private TurnBuffer? _drafted;
    private OrchestratorException? _broken;

    public ConversationKey Key => log.Key;

    /// <summary>Null until the first turn is accepted.</summary>
    public JournalHeader? Header => log.Header;

    public ConversationState State => Volatile.Read(ref _state);

    /// <summary>The turn that runs, if one does.</summary>
    public LiveTurn? Live => Volatile.Read(ref _live);

    /// <summary>Why this memory must be dropped; null while it is what the journal holds.</summary>
    public OrchestratorException? Broken => Volatile.Read(ref _broken);

    /// <summary>
    /// What the turn that ended last told its readers, where a draft was among it, which its record has not: who comes to read when it is
    /// already over still sees it. Until the next turn begins.
    /// </summary>
    public TurnBuffer? Drafted => Volatile.Read(ref _drafted);

    /// <summary>Reads the state and the running turn of one moment.</summary>
    public T Look<T>(Func<ConversationState, LiveTurn?, T> look)
    {
        lock (_lock)
            return look(_state, _live);
    }

    /// <summary>
    /// Appends events and applies them. What <paramref name="applied"/> makes of the new state becomes the running turn in the same
    /// moment, so that no reader finds a running turn without its buffer.
    /// </summary>
    /// <exception cref="OrchestratorException">The journal did not take them; this memory is broken.</exception>
    /// <exception cref="StartKeyTakenException">The same turn went to another conversation.</exception>
    public async Task AppendAsync(
        JournalHeader header,
        ImmutableArray<ConversationEvent> events,
        SensitivityLevel level,
        ImmutableArray<UsageEntry> usage,
        ReadOnlyMemory<byte>? startKey = null,
        Func<ConversationState, LiveTurn?>? applied = null)
    {
        var at = engine.Time.GetUtcNow();
        try
        {
            await log.AppendAsync(header, events, at, level, startKey, usage);
        }
        catch (StaleFenceException e)
        {
            throw Break(new(new(ErrorReason.Moved, "Another host took this conversation over. Send the same turn again."), e));
        }
        catch (OrchestratorException e)
        {
            throw Break(e);
        }

        lock (_lock)
        {
            Volatile.Write(ref _state, events.Aggregate(_state, (state, e) => state.Apply(e, at)));
            if (applied is not null)
                (_live, _drafted) = (applied(_state), null);
            else
                _drafted?.End(_state.Find(_drafted.TurnId)!);
        }
    }

    /// <summary>The conversation's key for pseudonyms. Whoever has the queue's place asks.</summary>
    public async ValueTask<PseudonymKey> PseudonymKeyAsync() => new(await log.SecretAsync("pseudonyms"));

    /// <summary>The running turn has left: it ended, or its host gave it up.</summary>
    public void Release()
    {
        lock (_lock)
            (_live, _drafted) = (null, _live is { Buffer: { HasDraft: true } buffer } ? buffer : null);
    }

    /// <summary>Gives this memory up; the first reason stays.</summary>
    /// <returns>That reason, to be thrown.</returns>
    public OrchestratorException Break(OrchestratorException reason) => Interlocked.CompareExchange(ref _broken, reason, null) ?? reason;

    public void ThrowIfBroken()
    {
        if (Broken is { } broken)
            throw new OrchestratorException(broken.Error, broken);
    }
}
