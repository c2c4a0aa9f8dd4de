using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>Finds the entries of a list wherever they stand as whole words, in capitals or not. Linear in the text; thread-safe.</summary>
internal sealed class WordListDetector : IDetector
{
    /// <summary>A shorter entry would be found everywhere.</summary>
    public const int Shortest = 2;

    private readonly string[] _entries;
    private readonly SearchValues<string> _search;
    private readonly ContextWords? _words;

    public WordListDetector(string type, IEnumerable<string> entries, IReadOnlyCollection<string>? words)
    {
        Type = type;
        _entries = [.. entries.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(static entry => entry.Length)];
        _search = SearchValues.Create(_entries, StringComparison.OrdinalIgnoreCase);
        _words = words is { Count: > 0 } ? new(words) : null;
    }

    public string Type { get; }

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(_search);
            if (hit < 0)
                return;
            hit += at;
            at = hit + 1;
            foreach (var entry in _entries)
            {
                var end = hit + entry.Length;
                if (!span[hit..].StartsWith(entry, StringComparison.OrdinalIgnoreCase) || !text.IsBounded(hit, end))
                    continue;
                if (_words is null || text.Says(_words, hit, end))
                    findings.Add(new(Type, hit, end, 1));
                at = end;
                break;
            }
        }
    }
}
