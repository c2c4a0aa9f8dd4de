using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
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
    private readonly ConversationLog _log;
    private readonly ArrivalQueue _queue;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _arriving = [];
    private readonly CancellationTokenSource _stop = new();
    private ConversationState _state;
    private LiveTurn? _live;
    private OrchestratorException? _broken;
    private bool _disposed;

    internal Conversation(TurnEngine engine, ConversationLog log, ConversationState state)
    {
        (_engine, _log, _state) = (engine, log, state);
        _queue = new(engine.Options.MaxWaitingTurns);
    }

    /// <summary>Its tenant and id.</summary>
    public ConversationKey Key => _log.Key;

    /// <summary>True once the journal refused a write: what is in memory may differ from what is kept.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>True while a turn runs.</summary>
    public bool HasOpenTurn => Volatile.Read(ref _live) is not null;

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
            ThrowIfBroken();
            if (Known(turnId, digest) is { } known)
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
                lock (_lock)
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
    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(Caller caller, string turnId, TurnCursor from, CancellationToken cancellationToken)
    {
        CheckAccess(caller, mayOpen: false);
        lock (_lock)
        {
            if (_live is { } live && live.TurnId == turnId)
                return live.Buffer.ReadAsync(from, cancellationToken);
            var record = Find(turnId);
            var buffer = new TurnBuffer(Key.Id, record);

            // Its host broke before the turn ended: nobody writes to it any more, and nobody may wait for it.
            if (record.End is null)
                buffer.Break(Volatile.Read(ref _broken) ?? Gone(ErrorReason.Internal));
            return buffer.ReadAsync(from, cancellationToken);
        }
    }

    /// <summary>Cancels a turn that runs. See <see cref="IConversations.CancelTurnAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TurnView> CancelTurnAsync(Caller caller, string turnId, CancellationToken cancellationToken)
    {
        CheckAccess(caller, mayOpen: false);
        LiveTurn? live;
        var cancelling = Task.CompletedTask;
        lock (_lock)
        {
            _ = Find(turnId);
            live = _live?.TurnId == turnId ? _live : null;

            // Under the lock, because a turn that ends gives its source up right after it has left _live.
            if (live is not null)
                cancelling = live.Cancel.CancelAsync();
        }

        await cancelling;
        if (live is not null)
            await live.Done.Task.WaitAsync(cancellationToken);

        ThrowIfBroken();
        lock (_lock)
            return Find(turnId).View(Key.Id);
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
        return Views.Page(_state.Turns, pageSize, pageToken, t => t.View(Key.Id));
    }

    /// <summary>Gives the conversation up if no turn runs or waits. Whoever still holds it is told to open it again.</summary>
    public bool TryRetire()
    {
        if (!_queue.TryEnter())
            return false;
        Interlocked.CompareExchange(ref _broken, Gone(ErrorReason.Moved), null);
        _queue.Leave();
        return true;
    }

    /// <summary>Stops running turns and waits for them. They are found interrupted when the conversation is opened again.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.CompareExchange(ref _broken, Gone(ErrorReason.Moved), null);
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stop.CancelAsync();

        // Behind whoever is being accepted, runs or waits: they find the conversation broken and leave.
        await _queue.EnterLastAsync();
        _stop.Dispose();
        _queue.Leave();
    }

    internal async Task MarkInterruptedAsync()
    {
        var open = _state.Turns.Where(t => t.End is null).Select(ConversationEvent (t) => new TurnInterrupted(t.TurnId)).ToImmutableArray();
        if (!open.IsEmpty)
            await AppendAsync(_log.Header!, open, SensitivityLevel.Public, null);
    }

    /// <summary>Decides, makes the turn durable, and lets it run. The caller holds the queue's place, which the turn keeps until its end.</summary>
    private async Task<TurnView> AcceptAsync(Caller caller, TurnStart start, byte[] digest)
    {
        var handedOn = false;
        try
        {
            ThrowIfBroken();
            if (Known(start.TurnId, digest) is { } known)
                return known.View(Key.Id);
            var began = _engine.Time.GetTimestamp();
            var before = _state.Find(start.TurnId);
            if (before is null)
                CheckJoin(caller, start.Request);
            var accepted = before?.Accepted ?? Accepted(caller, start, digest);
            var plan = _engine.Decider.Decide(caller, _state, accepted);
            var attempt = plan.Routed.Decision.Refusal is null ? _engine.Decider.ClearNext(plan, 0) : null;
            var number = (before?.Attempt ?? 0) + 1;
            ConversationEvent next = attempt is null
                ? new TurnFailed(start.TurnId, plan.Routed.Decision.Refusal ?? TurnErrors.DeniedAtDispatch)
                : new AttemptStarted(start.TurnId, number, attempt.Target, attempt.Place > 0, attempt.Cleared.Entry);
            _engine.Instruments.Decided(_engine.Time.GetElapsedTime(began));

            ImmutableArray<ConversationEvent> events = before is null ? [accepted, plan.Routed, next] : [plan.Routed, next];
            var header = _log.Header ?? NewHeader(caller);
            await AppendAsync(
                before is null ? header with { Turns = header.Turns + 1 } : header,
                events,
                plan.Routed.Input.Label.Level,
                start.StartKey,
                applied: () => _live = attempt is null ? null : Live(caller, plan));

            var view = _state.Find(start.TurnId)!.View(Key.Id);
            if (attempt is null)
            {
                _engine.Instruments.Ended(plan.Routed.Decision.ReasonCode, null, TimeSpan.Zero, null);
                return view;
            }

            var live = _live!;
            handedOn = true;
            _ = Task.Run(() => RunAsync(live, attempt), CancellationToken.None);
            return view;
        }
        finally
        {
            if (!handedOn)
                _queue.Leave();
        }
    }

    private LiveTurn Live(Caller caller, TurnPlan plan)
    {
        var record = _state.Find(plan.Routed.TurnId)!;
        return new(record, new(Key.Id, record), caller, plan, CancellationTokenSource.CreateLinkedTokenSource(_stop.Token));
    }

    private async Task RunAsync(LiveTurn live, ClearedAttempt? attempt)
    {
        try
        {
            var number = live.Record.Attempt;
            while (attempt is not null)
            {
                var outcome = await _engine.Runner.RunAsync(
                    attempt, number, live.Caller.Tenant, live.Caller.Site, live.Record.Accepted.Preference.MaxLatency, live.Buffer, live.Cancel.Token);
                _engine.LogAttempt(live.TurnId, number, attempt.Target.Id, outcome.Code);
                attempt = await SettleAsync(live, attempt, number++, outcome);
            }
        }
        catch (Exception e)
        {
            Break(live, e);
        }
        finally
        {
            lock (_lock)
                _live = null;
            live.Dispose();
            _queue.Leave();
        }
    }

    /// <summary>Makes an attempt's end durable, then tells readers. Gives the next attempt, if the turn goes on.</summary>
    private async Task<ClearedAttempt?> SettleAsync(LiveTurn live, ClearedAttempt attempt, int number, AttemptOutcome outcome)
    {
        if (outcome.Output is not null)
        {
            await CompleteAsync(live, attempt, number, outcome);
            return null;
        }

        if (outcome == AttemptOutcome.Cancelled)
        {
            if (_stop.IsCancellationRequested)
                throw Gone(ErrorReason.Moved);
            await EndAsync(live, [new TurnCancelled(live.TurnId)], "cancelled");
            return null;
        }

        var ended = new AttemptEnded(live.TurnId, number, outcome.Code, outcome.Detail, outcome.Ended?.Confidence);
        var next = outcome.Published && !live.Record.Accepted.AllowRestart ? null : _engine.Decider.ClearNext(live.Plan, attempt.Place + 1);
        if (next is null)
        {
            await EndAsync(live, [ended, new TurnFailed(live.TurnId, TurnErrors.Of(live.Record, outcome))], outcome.Code);
            return null;
        }

        await AppendAsync(_log.Header!, [ended, new AttemptStarted(live.TurnId, number + 1, next.Target, true, next.Cleared.Entry)], Level(live), null);
        live.Record = _state.Find(live.TurnId)!;
        live.Buffer.Begin(live.Record);
        return next;
    }

    private async Task CompleteAsync(LiveTurn live, ClearedAttempt attempt, int number, AttemptOutcome outcome)
    {
        var usage = outcome.Ended!.Usage;
        var completed = new TurnCompleted(live.TurnId, number)
        {
            Output = outcome.Output!,
            SawLabel = attempt.Cleared.Entry.SentLabel,
            FinishReason = outcome.Ended.FinishReason,
            Usage = usage,
            Cost = usage is null ? 0 : attempt.Target.Price.Of(usage.InputTokens, usage.OutputTokens),
            Confidence = outcome.Ended.Confidence,
            Model = outcome.Ended.Model,
            FirstContentAfter = outcome.FirstContentAfter,
            Duration = _engine.Time.GetUtcNow() - live.Record.AcceptedAt,
        };
        await EndAsync(live, [completed], "completed", attempt.Target, completed);
    }

    private async Task EndAsync(
        LiveTurn live, ImmutableArray<ConversationEvent> events, string outcome, Target? target = null, TurnCompleted? completed = null)
    {
        var header = _log.Header!;
        if (completed is not null)
            header = header with { HistoryDigest = HistoryDigest(live.Caller, completed) };
        await AppendAsync(header, events, Level(live), null);
        live.Record = _state.Find(live.TurnId)!;
        _engine.Instruments.Ended(outcome, target, _engine.Time.GetUtcNow() - live.Record.AcceptedAt, completed?.FirstContentAfter);
        live.Buffer.End(live.Record);
    }

    private byte[] HistoryDigest(Caller caller, TurnCompleted completed)
    {
        var turn = _state.Find(completed.TurnId)!;
        var known = _log.Header!.HistoryDigest;
        var history = known.IsEmpty
            ? _engine.Digests.History(caller.Owner, caller.KeyId, _state.Imported)
            : known;
        return _engine.Digests.Extend(_engine.Digests.Extend(history, turn.Accepted.Input), completed.Output);
    }

    // What is applied becomes visible together with the events, so that no reader finds a running turn without its buffer.
    private async Task AppendAsync(
        JournalHeader header, ImmutableArray<ConversationEvent> events, SensitivityLevel level, ReadOnlyMemory<byte>? startKey, Action? applied = null)
    {
        var at = _engine.Time.GetUtcNow();
        try
        {
            await _log.AppendAsync(header, events, at, level, startKey);
        }
        catch (StaleFenceException e)
        {
            throw Broken(new(new(ErrorReason.Moved, "Another host took this conversation over. Send the same turn again."), e));
        }
        catch (OrchestratorException e)
        {
            throw Broken(e);
        }

        lock (_lock)
        {
            foreach (var e in events)
                _state = _state.Apply(e, at);
            applied?.Invoke();
        }
    }

    private void Break(LiveTurn live, Exception e)
    {
        if (!_stop.IsCancellationRequested)
            _engine.LogTurnBroken(live.TurnId, Key.Id, e);
        live.Buffer.Break(Broken(e as OrchestratorException ?? Gone(ErrorReason.Internal)));
    }

    private OrchestratorException Broken(OrchestratorException reason)
    {
        Interlocked.CompareExchange(ref _broken, reason, null);
        return reason;
    }

    private void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } broken)
            throw new OrchestratorException(broken.Error, broken);
    }

    /// <summary>The turn under this id, if it needs no new attempt.</summary>
    private TurnRecord? Known(string turnId, byte[] digest)
    {
        lock (_lock)
        {
            if (_state.Find(turnId) is not { } turn)
                return null;
            if (!turn.Accepted.BodyDigest.Span.SequenceEqual(digest))
                throw new OrchestratorException(ErrorReason.TurnIdReused, "This turn id (idempotency key) was used with another body. Use a new id for a new request.", "turn_id");
            return turn.CanBeTriedAgain ? null : turn;
        }
    }

    private Task? Arrive(string turnId, Task arrival)
    {
        lock (_lock)
        {
            if (_arriving.TryGetValue(turnId, out var sameTurn))
                return sameTurn;
            _arriving.Add(turnId, arrival);
            return null;
        }
    }

    private TurnRecord Find(string turnId) =>
        _state.Find(turnId) ?? throw new OrchestratorException(ErrorReason.NotFound, "This conversation has no such turn.", "turn_id");

    private JournalHeader? CheckAccess(Caller caller, bool mayOpen)
    {
        var header = _log.Header;
        if (caller.Tenant != Key.Tenant || (header is null ? !mayOpen : header.Owner != caller.Owner))
            throw TurnErrors.NoConversation;
        return header;
    }

    /// <summary>A caller that joins by its history joins exactly that history: another turn may have been quicker while this one waited.</summary>
    private void CheckJoin(Caller caller, TurnRequest request)
    {
        if (request.Conversation is not null || _log.Header is not { } header)
            return;
        if (!header.HistoryDigest.Span.SequenceEqual(_engine.Digests.History(caller.Owner, caller.KeyId, request.History)))
            throw new OrchestratorException(ErrorReason.Moved, "The conversation of this history went on with another turn. Send the same turn again.");
    }

    private TurnAccepted Accepted(Caller caller, TurnStart start, byte[] digest) => new(start.TurnId)
    {
        BodyDigest = digest,
        ImportedHistory = _log.Header is null ? start.Request.History : [],
        Input = start.Request.Input,
        Tools = start.Request.Tools,
        Options = start.Request.Options,
        Preference = start.Request.Preference,
        AllowRestart = start.Request.AllowRestart,
        Entered = _engine.Entered,
        KeyId = caller.KeyId,
    };

    private JournalHeader NewHeader(Caller caller) =>
        new() { Key = Key, Owner = caller.Owner, Site = caller.Site, CreatedAt = _engine.Time.GetUtcNow() };

    private static SensitivityLevel Level(LiveTurn live) => live.Plan.Routed.Input.Label.Level;

    private static OrchestratorException Gone(ErrorReason reason) =>
        new(reason, "The host of this conversation stopped in the middle of the turn. Send the same turn again.");
}
