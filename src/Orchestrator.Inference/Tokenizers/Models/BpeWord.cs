namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The tokens of one piece while they are merged. Of one call.</summary>
internal sealed class BpeWord(int capacity)
{
    // Up to here, looking through all pairs for the best is faster than keeping them in order.
    private const int Short = 32;

    private Part[] _parts = new Part[Math.Max(capacity, 4)];
    private int _count;

    public void Add(int token, int start, int end)
    {
        if (_count == _parts.Length)
            Array.Resize(ref _parts, _count * 2);
        _parts[_count] = new() { Token = token, Start = start, End = end, Before = _count - 1, After = _count + 1 };
        _count++;
    }

    /// <summary>Merges the pair of the lowest rank, the leftmost of several, until no pair is left.</summary>
    public void Merge(MergeTable merges)
    {
        if (_count <= Short)
            MergeShort(merges);
        else
            MergeLong(merges);
    }

    public void Write(TokenSink sink)
    {
        foreach (ref readonly var part in _parts.AsSpan(0, _count))
        {
            if (part.Token >= 0)
                sink.Add(part.Token, part.Start, part.End);
        }
    }

    private void MergeShort(MergeTable merges)
    {
        for (var i = 0; i + 1 < _count; i++)
            Look(i);
        while (true)
        {
            var best = -1;
            for (var i = 0; i + 1 < _count; i++)
            {
                if (_parts[i].Rank != int.MaxValue && (best < 0 || _parts[i].Rank < _parts[best].Rank))
                    best = i;
            }

            if (best < 0)
                return;
            (_parts[best].Token, _parts[best].End) = (_parts[best].Made, _parts[best + 1].End);
            _count--;
            Array.Copy(_parts, best + 2, _parts, best + 1, _count - best - 1);
            if (best > 0)
                Look(best - 1);
            if (best + 1 < _count)
                Look(best);
        }

        void Look(int at) => (_parts[at].Rank, _parts[at].Made) =
            merges.TryGet(_parts[at].Token, _parts[at + 1].Token, out var rank, out var made) ? (rank, made) : (int.MaxValue, -1);
    }

    // Pairs wait in the order of their ranks, so that a piece of any length takes n log n.
    private void MergeLong(MergeTable merges)
    {
        var waiting = new PriorityQueue<(int At, int Left, int Right, int Made), long>(_count);
        for (var i = 0; i + 1 < _count; i++)
            Offer(i);
        while (waiting.TryDequeue(out var pair, out _))
        {
            var right = _parts[pair.At].After;
            if (_parts[pair.At].Token != pair.Left || right >= _count || _parts[right].Token != pair.Right)
                continue;
            (_parts[pair.At].Token, _parts[pair.At].End, _parts[pair.At].After) = (pair.Made, _parts[right].End, _parts[right].After);
            _parts[right].Token = -1;
            if (_parts[pair.At].After < _count)
                _parts[_parts[pair.At].After].Before = pair.At;
            Offer(pair.At);
            if (_parts[pair.At].Before >= 0)
                Offer(_parts[pair.At].Before);
        }

        void Offer(int at)
        {
            var (left, after) = (_parts[at].Token, _parts[at].After);
            if (after < _count && merges.TryGet(left, _parts[after].Token, out var rank, out var made))
                waiting.Enqueue((at, left, _parts[after].Token, made), (long)rank << 32 | (uint)at);
        }
    }

    private struct Part
    {
        public int Token, Start, End, Rank, Made, Before, After;
    }
}
