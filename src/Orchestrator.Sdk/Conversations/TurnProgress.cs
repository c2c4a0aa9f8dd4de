using System.Text;
using Orchestrator.Conversations;

namespace Orchestrator.Sdk.Conversations;

/// <summary>
/// What a reader has been told of a turn, so that a new connection tells it only the rest. Pure bookkeeping; not thread-safe.
/// </summary>
internal sealed class TurnProgress(TurnCursor from)
{
    private const int MaxRestarts = 3;

    private bool _started;
    private int _calls;
    private int _restarts;
    private int _drafted;

    /// <summary>Where reading goes on.</summary>
    public TurnCursor Cursor { get; private set; } = from;

    /// <summary>The turn was interrupted again and again: it is not asked for once more.</summary>
    public bool Stuck => _restarts >= MaxRestarts;

    public void Restart() => _restarts++;

    /// <summary>What of an update is news.</summary>
    public IEnumerable<TurnUpdate> Take(TurnUpdate update)
    {
        switch (update)
        {
            case TurnStarted started:
                if (!_started)
                {
                    _started = true;
                    yield return started;
                    if (Cursor.Attempt == 0)
                        Cursor = new(started.Turn.Route.Attempt, 0);
                }
                else if (_restarts > 0 && started.Turn.Route.Attempt > Cursor.Attempt)
                {
                    // Sent again after an interruption: the server begins with the attempt that runs now.
                    yield return Begin(new AttemptBegan(started.Turn.Route));
                }

                break;
            case AttemptBegan began:
                if (began.Route.Attempt > Cursor.Attempt)
                    yield return Begin(began);
                break;
            case TurnDraft draft when draft.Attempt >= Cursor.Attempt && draft.Attempt > _drafted:
                _drafted = draft.Attempt;
                yield return draft;
                break;
            case TurnText text when text.Attempt == Cursor.Attempt:
                if (Unread(text) is { } news)
                    yield return news;
                break;
            case TurnToolCall call when call.Attempt == Cursor.Attempt && call.Index >= _calls:
                _calls = call.Index + 1;
                yield return call;
                break;
            case TurnEnded:
                yield return update;
                break;
        }
    }

    private AttemptBegan Begin(AttemptBegan began)
    {
        Cursor = new(began.Route.Attempt, 0);
        _calls = 0;
        return began;
    }

    private TurnText? Unread(TurnText text)
    {
        var end = text.Offset + Encoding.UTF8.GetByteCount(text.Text);
        if (end <= Cursor.Offset)
            return null;
        var known = Cursor.Offset - text.Offset;
        Cursor = Cursor with { Offset = end };
        return known <= 0 ? text : text with { Offset = text.Offset + known, Text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Text).AsSpan((int)known)) };
    }
}
