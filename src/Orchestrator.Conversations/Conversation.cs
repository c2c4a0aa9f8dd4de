using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Turns;

namespace Orchestrator.Conversations;

/// <summary>
/// One conversation in memory. Accepts turns in the order of arrival and runs one at a time, detached from whoever reads it.
/// Thread-safe. When it <see cref="IsBroken"/>, its host drops it and opens it anew.
/// </summary>
public sealed class Conversation : IAsyncDisposable
{
    private readonly TurnEngine _engine;
    private readonly ConversationMemory _memory;
    private readonly TurnAcceptance _acceptance;
    private readonly ArrivalQueue _queue;
    private readonly Dictionary<string, Task> _arriving = [];
    private readonly CancellationTokenSource _stop = new();
    private long _lastUsed;
    private bool _disposed;

    internal Conversation(TurnEngine engine, ConversationLog log, ConversationState state)
    {
        _engine = engine;
        _memory = new(engine, log, state);
        _acceptance = new(engine, _memory);
        _queue = new(engine.Options.MaxWaitingTurns);
        _lastUsed = engine.Time.GetTimestamp();
    }

    /// <summary>Its tenant and id.</summary>
    public ConversationKey Key => _memory.Key;

    /// <summary>True once the journal refused a write: what is in memory may differ from what is kept.</summary>
    public bool IsBroken => _memory.Broken is not null;

    /// <summary>True when it was erased before it was opened: it only tells so, and may stay.</summary>
    internal bool WasErased => _memory.Header is { Erased: true };

    /// <summary>How many turns it has.</summary>
    public int Turns => _memory.State.Turns.Length;

    /// <summary>True while a turn runs.</summary>
    public bool HasOpenTurn => _memory.Live is not null;

    /// <summary>When it was last asked for anything, as a timestamp of the engine's clock.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Accepts a turn. See <see cref="IConversations.StartTurnAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="start">What is asked, resolved to this conversation.</param>
    /// <param name="cancellationToken">Withdraws a turn that is not yet accepted.</param>
    public async Task<TurnView> StartTurnAsync(Caller caller, TurnStart start, CancellationToken cancellationToken)
    {
        CheckAccess(caller, start.MayOpen);
        var turnId = start.TurnId;
        var digest = _engine.Digests.Body(start.Request);
        while (true)
        {
            _memory.ThrowIfBroken();
            if (_acceptance.Known(turnId, digest) is { } known)
                return known.View(Key.Id);

            var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Arrive(turnId, arrival.Task) is { } sameTurn)
            {
                await sameTurn.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await _queue.EnterAsync(cancellationToken);
                return await AcceptAsync(caller, start, digest);
            }
            finally
            {
                lock (_arriving)
                    _arriving.Remove(turnId);
                arrival.SetResult();
            }
        }
    }

    /// <summary>Reads a turn. See <see cref="IConversations.ReadTurnAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="from">Where the reader stopped.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(Caller caller, string turnId, TurnCursor from, CancellationToken cancellationToken) =>
        BufferOf(caller, turnId).ReadAsync(from, cancellationToken);

    /// <summary>Reads the start and the end of a turn and nothing between them.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<TurnUpdate> ReadEndAsync(Caller caller, string turnId, CancellationToken cancellationToken) =>
        BufferOf(caller, turnId).ReadEndAsync(cancellationToken);

    /// <summary>Cancels a turn that runs. See <see cref="IConversations.CancelTurnAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TurnView> CancelTurnAsync(Caller caller, string turnId, CancellationToken cancellationToken)
    {
        CheckAccess(caller, mayOpen: false);

        // In one look, because a turn that ends gives its source up right after it has left the memory.
        var (done, cancelling) = _memory.Look((state, live) =>
        {
            _ = Find(state, turnId);
            return live?.TurnId == turnId ? (live.Done.Task, live.Cancel.CancelAsync()) : (Task.CompletedTask, Task.CompletedTask);
        });
        await cancelling;
        await done.WaitAsync(cancellationToken);
        _memory.ThrowIfBroken();
        return Find(_memory.State, turnId).View(Key.Id);
    }

    /// <summary>Keeps what someone says of a turn. See <see cref="IConversations.SendFeedbackAsync"/>.</summary>
    /// <param name="caller">Who judges.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="judgement">What is said.</param>
    /// <param name="cancellationToken">Withdraws what is not yet kept.</param>
    public async Task<TurnView> SendFeedbackAsync(Caller caller, string turnId, TurnJudgement judgement, CancellationToken cancellationToken)
    {
        CheckAccess(caller, mayOpen: false);
        judgement.Check();
        _ = Find(_memory.State, turnId);
        await _queue.EnterAsync(cancellationToken);
        try
        {
            _memory.ThrowIfBroken();
            return (await new FeedbackKeeping(_engine, _memory).KeepAsync(caller, Find(_memory.State, turnId), judgement)).View(Key.Id);
        }
        finally
        {
            _queue.Leave();
        }
    }

    /// <summary>What this conversation is.</summary>
    /// <param name="caller">Who asks.</param>
    public ConversationView View(Caller caller) => Views.Of(CheckAccess(caller, mayOpen: false)!);

    /// <summary>A page of its turns, the first first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    public Page<TurnView> ListTurns(Caller caller, int pageSize, string? pageToken)
    {
        CheckAccess(caller, mayOpen: false);
        return Views.Page(_memory.State.Turns, pageSize, pageToken, t => t.View(Key.Id));
    }

    /// <summary>Gives the conversation up if no turn runs or waits. Whoever still holds it is told to open it again.</summary>
    public bool TryRetire()
    {
        if (!_queue.TryEnter())
            return false;
        _memory.Break(TurnErrors.HostGone(ErrorReason.Moved));
        _queue.Leave();
        return true;
    }

    /// <summary>Gives the conversation up because it was erased: stops the turn that runs, and tells everybody why.</summary>
    public ValueTask DropErasedAsync()
    {
        _memory.Break(TurnErrors.Erased);
        return DisposeAsync();
    }

    /// <summary>Stops running turns and waits for them. They are found interrupted when the conversation is opened again.</summary>
    public async ValueTask DisposeAsync()
    {
        _memory.Break(TurnErrors.HostGone(ErrorReason.Moved));
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stop.CancelAsync();

        // Behind whoever is being accepted, runs or waits: they find the conversation broken and leave.
        await _queue.EnterLastAsync();
        _stop.Dispose();
        _queue.Leave();
    }

    /// <summary>Marks what the last host left without an end.</summary>
    internal async Task MarkInterruptedAsync()
    {
        var open = _memory.State.Turns.Where(t => t.End is null).Select(ConversationEvent (t) => new TurnInterrupted(t.TurnId)).ToImmutableArray();
        if (!open.IsEmpty)
            await _memory.AppendAsync(_memory.Header!, open, SensitivityLevel.Public, []);
    }

    /// <summary>Accepts a turn and lets it run. The caller holds the queue's place, which the turn keeps until its end.</summary>
    private async Task<TurnView> AcceptAsync(Caller caller, TurnStart start, byte[] digest)
    {
        var handedOn = false;
        try
        {
            _memory.ThrowIfBroken();
            if (_acceptance.Known(start.TurnId, digest) is { } known)
                return known.View(Key.Id);
            var (turn, live, attempt) = await _acceptance.AcceptAsync(caller, start, digest, _stop.Token);
            if (live is not null)
            {
                handedOn = true;
                _ = BeginAsync(live, attempt);
            }

            return turn.View(Key.Id);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nothing was accepted yet, and whoever gave the conversation up has said why.
            _memory.ThrowIfBroken();
            throw;
        }
        finally
        {
            if (!handedOn)
                _queue.Leave();
        }
    }

    /// <summary>Runs a turn beside its caller: where it is until its first wait, unless that is a place of others, such as a grain's scheduler.</summary>
    private Task BeginAsync(LiveTurn live, ClearedAttempt? attempt) =>
        TaskScheduler.Current == TaskScheduler.Default && SynchronizationContext.Current is null
            ? RunAsync(live, attempt)
            : Task.Run(() => RunAsync(live, attempt), CancellationToken.None);

    private async Task RunAsync(LiveTurn live, ClearedAttempt? attempt)
    {
        await new TurnRun(_engine, _memory, live, _stop.Token).RunAsync(attempt);
        _queue.Leave();
    }

    private TurnBuffer BufferOf(Caller caller, string turnId)
    {
        CheckAccess(caller, mayOpen: false);
        return _memory.Look((state, live) =>
        {
            if (live is not null && live.TurnId == turnId)
                return live.Buffer;
            if (_memory.Drafted is { } drafted && drafted.TurnId == turnId)
                return drafted;
            var record = Find(state, turnId);
            var ended = new TurnBuffer(Key.Id, record);

            // Its host broke before the turn ended: nobody writes to it any more, and nobody may wait for it.
            if (record.End is null)
                ended.Break(_memory.Broken ?? TurnErrors.HostGone(ErrorReason.Internal));
            return ended;
        });
    }

    private Task? Arrive(string turnId, Task arrival)
    {
        lock (_arriving)
        {
            if (_arriving.TryGetValue(turnId, out var sameTurn))
                return sameTurn;
            _arriving.Add(turnId, arrival);
            return null;
        }
    }

    private JournalHeader? CheckAccess(Caller caller, bool mayOpen)
    {
        Volatile.Write(ref _lastUsed, _engine.Time.GetTimestamp());
        var header = _memory.Header;
        if (caller.Tenant != Key.Tenant || (header is null ? !mayOpen : header.Owner != caller.Owner))
            throw TurnErrors.NoConversation;
        return header is { Erased: true } ? throw TurnErrors.Erased : header;
    }

    private static TurnRecord Find(ConversationState state, string turnId) =>
        state.Find(turnId) ?? throw new OrchestratorException(ErrorReason.NotFound, "This conversation has no such turn.", "turn_id");
}
