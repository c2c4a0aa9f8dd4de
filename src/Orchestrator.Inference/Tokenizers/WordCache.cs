using System.Collections.Concurrent;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>The tokens of pieces that have come before; when it is full it starts anew. Thread-safe.</summary>
internal sealed class WordCache
{
    private const int MostWords = 32_768, LongestWord = 48;

    private readonly ConcurrentDictionary<string, int[]> _words = new(Environment.ProcessorCount, 1024, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public WordCache() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGet(ReadOnlySpan<char> word, out int[] tokens)
    {
        tokens = [];
        return word.Length <= LongestWord && _bySpan.TryGetValue(word, out tokens!);
    }

    public void Add(ReadOnlySpan<char> word, List<int> tokens)
    {
        if (word.Length > LongestWord || !_words.TryAdd(word.ToString(), [.. tokens]))
            return;
        if (Interlocked.Increment(ref _count) <= MostWords)
            return;
        Interlocked.Exchange(ref _count, 0);
        _words.Clear();
    }
}
