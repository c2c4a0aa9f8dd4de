namespace Orchestrator.Inference.Constraints;

/// <summary>The bytes of all tokens as a tree, so that beginnings that tokens share are looked at once. Thread-safe.</summary>
internal sealed class VocabularyTrie
{
    private readonly Node _root = new();

    /// <param name="size">Entries of the vocabulary.</param>
    /// <param name="bytesOf">What a token writes; null for one that writes nothing.</param>
    public VocabularyTrie(int size, Func<int, byte[]?> bytesOf)
    {
        Size = size;
        for (var token = 0; token < size; token++)
        {
            if (bytesOf(token) is not { Length: > 0 } bytes)
                continue;
            var node = _root;
            foreach (var b in bytes)
                node = (node.Children ??= []).TryGetValue(b, out var next) ? next : node.Children[b] = new();
            (node.Tokens ??= []).Add(token);
        }
    }

    public int Size { get; }

    /// <summary>The tokens that may come in a state, a bit each.</summary>
    public ulong[] Mask(Automaton automaton, State state)
    {
        var mask = new ulong[(Size + 63) / 64];
        var waiting = new Stack<(Node, State)>([(_root, state)]);
        while (waiting.TryPop(out var place))
        {
            foreach (var (b, child) in place.Item1.Children ?? [])
            {
                if (automaton.Next(place.Item2, b) is not { } next)
                    continue;
                foreach (var token in child.Tokens ?? [])
                    mask[token / 64] |= 1UL << (token % 64);
                if (child.Children is not null)
                    waiting.Push((child, next));
            }
        }

        return mask;
    }

    private sealed class Node
    {
        public SortedList<byte, Node>? Children { get; set; }

        public List<int>? Tokens { get; set; }
    }
}
