using System.Runtime.CompilerServices;
using Orchestrator.Conversations.State;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// What readers of one turn see, while it runs and after. One writer, any number of readers, each at its own cursor.
/// Thread-safe: readers copy under the lock and wait outside it.
/// </summary>
internal sealed class TurnBuffer
{
    private readonly Lock _lock = new();
    private readonly ConversationId _conversation;
    private AttemptText _text;
    private TurnDraft? _draft;
    private TurnRecord _record;
    private Exception? _broken;
    private TaskCompletionSource? _changed;
    private TaskCompletionSource? _ended;

    public TurnBuffer(ConversationId conversation, TurnRecord record)
    {
        _conversation = conversation;
        _record = record;
        TurnId = record.TurnId;
        _text = new(record.Attempt);
        if (record.End is Events.TurnCompleted completed)
            _text.Add(completed.Output);
    }

    public string TurnId { get; }

    /// <summary>Whether readers from the start are shown a draft.</summary>
    public bool HasDraft
    {
        get
        {
            lock (_lock)
                return _draft is not null;
        }
    }

    /// <summary>A new attempt began; what the one before it said is void.</summary>
    /// <param name="record">The turn.</param>
    /// <param name="draft">What the one before it had answered, for readers to see first.</param>
    public void Begin(TurnRecord record, TurnDraft? draft = null) => Change(() =>
    {
        _record = record;
        _draft = draft;
        _text = new(record.Attempt);
    });

    public void Add(string text) => Change(() => _text.Add(text));

    public void Add(ToolCall call) => Change(() => _text.Add(call));

    public void End(TurnRecord record) => Change(() => _record = record, ends: true);

    /// <summary>The host cannot keep the turn's promise any more; readers are told to ask again.</summary>
    public void Break(Exception reason) => Change(() => _broken = reason, ends: true);

    public async IAsyncEnumerable<TurnUpdate> ReadAsync(TurnCursor from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TurnRecord record;
        int attempt;
        lock (_lock)
        {
            record = _record;
            Check(from);

            // Who reads from the start sees the draft, however soon the attempt behind it was over.
            attempt = from.Attempt != 0 ? from.Attempt : _draft?.Attempt ?? record.Attempt;
        }

        yield return new TurnStarted(record.View(_conversation));
        var offset = from.Offset;
        var calls = 0;
        while (true)
        {
            var news = Take(attempt, offset, calls);
            if (news.Attempt != attempt)
            {
                if (news.Draft is { } draft && draft.Attempt >= attempt)
                    yield return draft;
                attempt = news.Attempt;
                yield return new AttemptBegan(news.Record.Route());
            }

            foreach (var update in news.Updates)
                yield return update;
            offset = news.Offset;
            calls = news.Calls;
            if (news.Record.End is not null)
            {
                yield return new TurnEnded(news.Record.View(_conversation));
                yield break;
            }

            if (news.Broken is not null)
                throw news.Broken;
            await news.Changed!.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Reads the start and the end alone.</summary>
    public async IAsyncEnumerable<TurnUpdate> ReadEndAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (record, broken, ended) = Look();
        yield return new TurnStarted(record.View(_conversation));
        if (ended is not null)
        {
            await ended.WaitAsync(cancellationToken);
            (record, broken, _) = Look();
        }

        yield return record.End is null ? throw broken! : new TurnEnded(record.View(_conversation));
    }

    private (TurnRecord Record, Exception? Broken, Task? Ended) Look()
    {
        lock (_lock)
            return (_record, _broken, _record.End is null && _broken is null ? (_ended ??= NewSignal()).Task : null);
    }

    private News Take(int attempt, long offset, int calls)
    {
        lock (_lock)
        {
            if (_text.Attempt != attempt)
                (offset, calls) = (0, 0);
            var updates = _text.Since(offset, calls);

            // Only who will wait needs a signal; a reader that is behind comes back at once.
            var waits = _record.End is null && _broken is null;
            return new(_record, _text.Attempt, updates, Math.Max(offset, _text.Length), _text.CallCount, _draft, _broken, waits ? (_changed ??= NewSignal()).Task : null);
        }
    }

    private void Check(TurnCursor from)
    {
        if (from.Attempt < 0 || from.Offset < 0 || from.Attempt > _record.Attempt || (from.Attempt == 0 && from.Offset > 0))
            throw new OrchestratorException(ErrorReason.InvalidRequest, $"The cursor names attempt {from.Attempt}, offset {from.Offset}; the turn has {_record.Attempt} attempts.", "cursor");
        var hasText = _record.State is TurnState.Completed or TurnState.Running;
        if (hasText && from.Attempt == _record.Attempt && !_text.IsBoundary(from.Offset))
            throw new OrchestratorException(ErrorReason.InvalidRequest, $"Offset {from.Offset} is not the start of a character of the attempt's text.", "cursor.offset");
    }

    private void Change(Action change, bool ends = false)
    {
        TaskCompletionSource? changed, ended = null;
        lock (_lock)
        {
            change();
            (changed, _changed) = (_changed, null);
            if (ends)
                (ended, _ended) = (_ended, null);
        }

        changed?.SetResult();
        ended?.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record News(TurnRecord Record, int Attempt, IReadOnlyList<TurnUpdate> Updates, long Offset, int Calls, TurnDraft? Draft, Exception? Broken, Task? Changed);
}
