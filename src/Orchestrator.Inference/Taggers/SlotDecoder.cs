namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Finds the most likely sequence of tags in which every inside follows its beginning and every slot belongs to the
/// intent (Viterbi), and cuts the slots out of the text.
/// </summary>
internal sealed class SlotDecoder
{
    const int Outside = 0;
    readonly string[] _slotOf;
    readonly bool[] _begins;
    readonly int[] _beginOf;
    readonly int[][] _allowed;

    /// <summary>Of each intent, how well its tags follow each other, row by row; the last row is for the beginning of a text.</summary>
    readonly float[][] _steps;

    /// <param name="labels">The tags, and which slots an intent may have.</param>
    /// <param name="after">How well each tag follows another, or begins a text (-1); all alike without it.</param>
    public SlotDecoder(TaggerLabels labels, Func<int, float[]>? after = null)
    {
        var tags = labels.Tags;
        _slotOf = [.. tags.Select(t => t.Length > 2 ? t[2..] : "")];
        _begins = [.. tags.Select(t => t.StartsWith("B-", StringComparison.Ordinal))];
        _beginOf = [.. tags.Select((t, i) => t.StartsWith("I-", StringComparison.Ordinal) ? IndexOf(tags, "B-" + t[2..]) : -1)];
        _allowed = [.. labels.Intents.Select(intent => Enumerable.Range(0, tags.Count)
            .Where(i => i == Outside || intent.Slots.Contains(_slotOf[i], StringComparer.Ordinal)).ToArray())];
        var follows = Enumerable.Range(0, tags.Count).Append(-1).Select(tag => after?.Invoke(tag) ?? new float[tags.Count]).ToArray();
        _steps = [.. _allowed.Select(allowed => allowed.Append(-1).SelectMany(a => allowed.Select(b => MayFollow(a, b) ? follows[a < 0 ? tags.Count : a][b] : float.NegativeInfinity)).ToArray())];
    }

    public IReadOnlyList<TaggedSlot> Decode(string text, List<TextToken> tokens, int intent, ReadOnlySpan<float> scores)
    {
        var allowed = _allowed[intent];
        return allowed.Length <= 1 ? [] : Cut(text, tokens, BestPath(tokens.Count, allowed, _steps[intent], scores));
    }

    /// <summary>Only a beginning or an inside of the same slot may precede an inside; anything may precede the rest.</summary>
    bool MayFollow(int before, int tag) => _beginOf[tag] < 0 || before == tag || before == _beginOf[tag];

    int[] BestPath(int length, int[] allowed, float[] steps, ReadOnlySpan<float> scores)
    {
        var tags = _slotOf.Length;
        var n = allowed.Length;
        var total = new float[n];
        var next = new float[n];
        var from = new int[length * n];
        for (var t = 0; t < length; t++)
        {
            for (var j = 0; j < n; j++)
            {
                var (best, previous) = t == 0 ? (steps[n * n + j], 0) : (float.NegativeInfinity, 0);
                for (var k = 0; t > 0 && k < n; k++)
                {
                    var sum = total[k] + steps[k * n + j];
                    if (sum > best)
                        (best, previous) = (sum, k);
                }

                next[j] = best + scores[t * tags + allowed[j]];
                from[t * n + j] = previous;
            }

            (total, next) = (next, total);
        }

        var path = new int[length];
        var at = ArgMax(total);
        for (var t = length - 1; t >= 0; t--)
        {
            path[t] = allowed[at];
            at = from[t * n + at];
        }

        return path;
    }

    List<TaggedSlot> Cut(string text, List<TextToken> tokens, int[] path)
    {
        var slots = new List<TaggedSlot>();
        for (var t = 0; t < path.Length; t++)
        {
            if (!_begins[path[t]])
                continue;
            var last = t;
            while (last + 1 < path.Length && _beginOf[path[last + 1]] == path[t])
                last++;
            var (start, end) = (tokens[t].Start, tokens[last].End);
            slots.Add(new TaggedSlot(_slotOf[path[t]], text[start..end], start, end));
            t = last;
        }

        return slots;
    }

    static int ArgMax(float[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }

    static int IndexOf(IReadOnlyList<string> tags, string tag)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] == tag)
                return i;
        }

        return -1;
    }
}
