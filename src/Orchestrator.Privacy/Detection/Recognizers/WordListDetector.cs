using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Finds the entries of a list wherever they stand as whole words, in capitals or not; they are normalised as texts are. Linear in the text,
/// however long the list is; thread-safe.
/// </summary>
internal sealed class WordListDetector : IDetector
{
    /// <summary>A shorter entry would be found everywhere.</summary>
    public const int Shortest = 2;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _entries;
    private readonly int[] _lengths;
    private readonly SearchValues<string> _search;
    private readonly ContextWords? _words;

    public WordListDetector(string type, IEnumerable<string> entries, IReadOnlyCollection<string>? words)
    {
        Type = type;
        var forms = entries.Select(Normal).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _entries = forms.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. forms.Select(static form => form.Length).Distinct().OrderDescending()];
        _search = SearchValues.Create([.. forms], StringComparison.OrdinalIgnoreCase);
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
            foreach (var length in _lengths)
            {
                var end = hit + length;
                if (end > span.Length || !_entries.Contains(span[hit..end]) || !text.IsBounded(hit, end))
                    continue;
                if (_words is null || text.Says(_words, hit, end))
                    findings.Add(new(Type, hit, end, 1));
                at = end;
                break;
            }
        }
    }

    /// <summary>An entry as it stands in a normalised text.</summary>
    public static string Normal(string entry) => NormalizedText.Of(entry).Text.Trim();
}
