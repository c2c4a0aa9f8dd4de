namespace Orchestrator.Inference.Decoders;

/// <summary>Sequences of earlier requests, so that a prompt that begins like one of them is not read again. Bounded by memory, the least recently used goes first. Not thread-safe.</summary>
internal sealed class PrefixCache(long limit) : IDisposable
{
    /// <summary>A shorter beginning is read faster than it is copied.</summary>
    private const int Shortest = 16;

    private readonly LinkedList<DecoderSequence> _sequences = [];

    public long Bytes => _sequences.Sum(s => s.Bytes);

    /// <summary>A sequence that has read a beginning of the prompt, but never all of it: the last token must be read for its logits.</summary>
    public DecoderSequence? Take(ReadOnlySpan<int> prompt, int expected)
    {
        var (best, length) = ((LinkedListNode<DecoderSequence>?)null, Shortest - 1);
        for (var node = _sequences.First; node is not null; node = node.Next)
        {
            var common = Common(node.Value.Tokens, prompt[..^1]);
            if (common > length && (node.Value.CanCut || common == node.Value.Tokens.Count))
                (best, length) = (node, common);
        }

        if (best is null)
            return null;
        _sequences.Remove(best);
        if (length == best.Value.Tokens.Count)
            return best.Value;
        _sequences.AddFirst(best);
        return best.Value.Fork(length, expected);
    }

    /// <summary>Keeps a sequence, which the cache owns from now on.</summary>
    public void Keep(DecoderSequence sequence)
    {
        _sequences.AddFirst(sequence);
        while (_sequences.Count > 0 && Bytes > limit)
        {
            _sequences.Last!.Value.Dispose();
            _sequences.RemoveLast();
        }
    }

    public void Dispose()
    {
        foreach (var sequence in _sequences)
            sequence.Dispose();
        _sequences.Clear();
    }

    private static int Common(IReadOnlyList<int> tokens, ReadOnlySpan<int> prompt)
    {
        var length = Math.Min(tokens.Count, prompt.Length);
        for (var i = 0; i < length; i++)
        {
            if (tokens[i] != prompt[i])
                return i;
        }

        return length;
    }
}
