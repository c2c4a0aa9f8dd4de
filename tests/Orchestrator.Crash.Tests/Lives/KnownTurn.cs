using System.Text;
using Orchestrator.Conversations;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What the callers of a turn were told of it.</summary>
internal sealed class KnownTurn(string id, string text)
{
    private Dictionary<int, byte[]> _seen = [];

    public string Id => id;

    /// <summary>What was asked.</summary>
    public string Text => text;

    public bool MayRestart => text.StartsWith("restart", StringComparison.Ordinal);

    /// <summary>Somebody was told that it is accepted.</summary>
    public bool Acknowledged { get; private set; }

    /// <summary>Somebody asked to cancel it.</summary>
    public bool CancelAsked { get; set; }

    /// <summary>How it ended for good, as somebody was told.</summary>
    public TurnState? Ended { get; private set; }

    public string? Answer { get; private set; }

    public int Attempt { get; private set; }

    /// <summary>Where a reader that went away stands.</summary>
    public TurnCursor Cursor { get; set; }

    public KnownTurn Copy()
    {
        var copy = (KnownTurn)MemberwiseClone();
        copy._seen = new(_seen);
        return copy;
    }

    /// <summary>A reader was given a piece of an attempt's text. Two readers of one attempt never see different texts.</summary>
    public void Saw(int attempt, long offset, string piece)
    {
        var seen = _seen.GetValueOrDefault(attempt, []);
        var bytes = Encoding.UTF8.GetBytes(piece);
        var whole = new byte[Math.Max(seen.Length, offset + bytes.Length)];
        seen.CopyTo(whole, 0);
        bytes.CopyTo(whole, offset);
        if (offset > seen.Length || !whole.AsSpan(0, seen.Length).SequenceEqual(seen))
            throw new BrokenPromiseException($"turn {id}, attempt {attempt}: a reader was given '{piece}' at {offset}, which does not continue what was read before");
        _seen[attempt] = whole;
    }

    /// <summary>Somebody was told how it ended.</summary>
    public void Told(TurnView view)
    {
        Acknowledged = true;
        if (view.State is TurnState.Running or TurnState.Interrupted)
        {
            if (Ended is not null)
                throw new BrokenPromiseException($"turn {id} had ended as {Ended} and is {view.State} again");
            return;
        }

        if (Ended is not null && (Ended != view.State || Answer != view.Output?.Text || Attempt != view.Route.Attempt))
            throw new BrokenPromiseException($"turn {id} ended twice: as {Ended} in attempt {Attempt}, then as {view.State} in attempt {view.Route.Attempt}");
        if (view.State == TurnState.Failed)
            throw new BrokenPromiseException($"turn {id} failed: {view.Error?.Message}");
        if (view.State == TurnState.Cancelled && !CancelAsked)
            throw new BrokenPromiseException($"turn {id} is cancelled, and nobody asked for that");
        (Ended, Answer, Attempt) = (view.State, view.Output?.Text, view.Route.Attempt);
        if (Answer is { } answer && _seen.TryGetValue(Attempt, out var seen) && !Encoding.UTF8.GetBytes(answer).AsSpan().StartsWith(seen))
            throw new BrokenPromiseException($"turn {id}: the answer of attempt {Attempt} does not begin with what its readers were given");
        if (Answer is { } given && !Targets.IsAnswerTo(text, given))
            throw new BrokenPromiseException($"turn {id}: '{given}' is no answer that a target gave to '{text}'");
    }

    /// <summary>A reader that read to the end has the whole answer.</summary>
    public void ReadToEnd(TurnView end)
    {
        if (end.State == TurnState.Completed && Encoding.UTF8.GetString(_seen.GetValueOrDefault(end.Route.Attempt, [])) != end.Output!.Text)
            throw new BrokenPromiseException($"turn {id}: a reader read to the end and has another text than the answer of attempt {end.Route.Attempt}");
    }
}
