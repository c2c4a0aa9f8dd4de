using System.Text;

namespace Orchestrator.Conversations.Turns;

/// <summary>The text and tool calls of one attempt so far, addressed by UTF-8 offset. Not thread-safe.</summary>
/// <param name="attempt">The attempt, from 1; 0 for a turn without one.</param>
internal sealed class AttemptText(int attempt)
{
    private readonly List<(long Offset, string Text)> _pieces = [];
    private readonly List<ToolCall> _calls = [];

    public int Attempt => attempt;

    public long Length { get; private set; }

    public int CallCount => _calls.Count;

    public void Add(string text)
    {
        if (text.Length == 0)
            return;
        _pieces.Add((Length, text));
        Length += Encoding.UTF8.GetByteCount(text);
    }

    public void Add(ToolCall call) => _calls.Add(call);

    public void Add(Message message)
    {
        Add(message.Text);
        foreach (var call in message.ToolCalls)
            Add(call);
    }

    /// <summary>The whole answer.</summary>
    public Message ToMessage() => new()
    {
        Role = Role.Assistant,
        Text = string.Concat(_pieces.Select(p => p.Text)),
        ToolCalls = [.. _calls],
    };

    public bool IsBoundary(long offset)
    {
        if (offset == Length)
            return true;
        if (offset > Length)
            return false;
        var piece = _pieces[PieceAt(offset)];
        return (Encoding.UTF8.GetBytes(piece.Text)[offset - piece.Offset] & 0xC0) != 0x80;
    }

    /// <summary>What comes after an offset and a number of calls. The offset is a boundary.</summary>
    public IReadOnlyList<TurnUpdate> Since(long offset, int calls)
    {
        if (offset >= Length && calls >= _calls.Count)
            return [];
        var updates = new List<TurnUpdate>();
        if (offset < Length)
        {
            var first = PieceAt(offset);
            for (var i = first; i < _pieces.Count; i++)
            {
                var (start, text) = _pieces[i];
                updates.Add(start >= offset
                    ? new TurnText(attempt, start, text)
                    : new TurnText(attempt, offset, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan((int)(offset - start)))));
            }
        }

        for (var i = calls; i < _calls.Count; i++)
            updates.Add(new TurnToolCall(attempt, i, _calls[i]));
        return updates;
    }

    private int PieceAt(long offset)
    {
        var (low, high) = (0, _pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_pieces[middle].Offset <= offset)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
