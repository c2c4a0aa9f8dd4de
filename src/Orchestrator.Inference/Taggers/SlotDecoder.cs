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

    public SlotDecoder(TaggerLabels labels)
    {
        var tags = labels.Tags;
        _slotOf = [.. tags.Select(t => t.Length > 2 ? t[2..] : "")];
        _begins = [.. tags.Select(t => t.StartsWith("B-", StringComparison.Ordinal))];
        _beginOf = [.. tags.Select((t, i) => t.StartsWith("I-", StringComparison.Ordinal) ? IndexOf(tags, "B-" + t[2..]) : -1)];
        _allowed = [.. labels.Intents.Select(intent => Enumerable.Range(0, tags.Count)
            .Where(i => i == Outside || intent.Slots.Contains(_slotOf[i], StringComparer.Ordinal)).ToArray())];
    }

    public IReadOnlyList<TaggedSlot> Decode(string text, List<TextToken> tokens, int intent, ReadOnlySpan<float> scores)
    {
        var allowed = _allowed[intent];
        return allowed.Length <= 1 ? [] : Cut(text, tokens, BestPath(tokens.Count, allowed, scores));
    }

    int[] BestPath(int length, int[] allowed, ReadOnlySpan<float> scores)
    {
        var tags = _slotOf.Length;
        var n = allowed.Length;
        var total = new float[n];
        var next = new float[n];
        var from = new int[length * n];
        for (var t = 0; t < length; t++)
        {
            // Only a beginning or an inside of the same slot may precede an inside; anything may precede the rest.
            var free = t == 0 ? -1 : ArgMax(total);
            for (var j = 0; j < n; j++)
            {
                var tag = allowed[j];
                var score = scores[t * tags + tag];
                var previous = _beginOf[tag] < 0 ? free : t == 0 ? -2 : Predecessor(allowed, total, tag, j);
                next[j] = previous switch
                {
                    -2 => float.NegativeInfinity,
                    -1 => score,
                    _ => total[previous] + score,
                };
                from[t * n + j] = previous;
            }

            (total, next) = (next, total);
        }

        var path = new int[length];
        var k = ArgMax(total);
        for (var t = length - 1; t >= 0; t--)
        {
            path[t] = allowed[k];
            k = from[t * n + k];
        }

        return path;
    }

    int Predecessor(int[] allowed, float[] total, int tag, int self)
    {
        for (var j = 0; j < allowed.Length; j++)
        {
            if (allowed[j] == _beginOf[tag])
                return total[j] >= total[self] ? j : self;
        }

        return self;
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
