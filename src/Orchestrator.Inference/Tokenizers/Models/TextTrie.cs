namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Texts as a tree of their UTF-16 units. Thread-safe once filled.</summary>
internal sealed class TextTrie
{
    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _tokens = [-1];

    /// <summary>Adds a text; the last token given to it counts.</summary>
    public void Add(string text, int token)
    {
        var node = 0;
        foreach (var c in text)
        {
            var key = Key(node, c);
            if (!_next.TryGetValue(key, out node))
            {
                _next[key] = node = _tokens.Count;
                _tokens.Add(-1);
            }
        }

        _tokens[node] = token;
    }

    /// <summary>The node behind one, or -1; the root is 0.</summary>
    public int Next(int node, char c) => _next.TryGetValue(Key(node, c), out var next) ? next : -1;

    /// <summary>The token whose text ends at a node, or -1.</summary>
    public int Token(int node) => _tokens[node];

    private static long Key(int node, char c) => (long)node << 16 | c;
}
