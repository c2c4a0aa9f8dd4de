using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// The pseudonyms that one destination was shown in one request, with the values that they stand for. It never leaves the process
/// that decided, and is kept nowhere: another attempt derives it anew. Immutable and thread-safe.
/// </summary>
public sealed class PseudonymMap
{
    private readonly FrozenDictionary<string, Pseudonym> _byTag;
    private readonly string[] _beginnings;

    internal PseudonymMap(ImmutableArray<Pseudonym> pseudonyms)
    {
        _byTag = pseudonyms.ToFrozenDictionary(static p => p.Text[^PseudonymForm.TagLength..], StringComparer.Ordinal);
        _beginnings = [.. pseudonyms.Select(static p => p.Text.ToLowerInvariant()).Order(StringComparer.Ordinal)];
        LongestHeld = _beginnings.Length == 0 ? 0 : _beginnings.Max(static b => b.Length) - 1;
    }

    /// <summary>No pseudonym at all.</summary>
    public static PseudonymMap Empty { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => _byTag.Count;

    /// <summary>The most characters of an answer that restoring may ever hold back: one less than the longest pseudonym.</summary>
    public int LongestHeld { get; }

    /// <summary>The pseudonym whose dash stands here, if one was issued; it must begin at <paramref name="from"/> or later.</summary>
    internal Pseudonym? At(ReadOnlySpan<char> text, int dash, int from)
    {
        Span<char> tag = stackalloc char[PseudonymForm.TagLength];
        if (!PseudonymForm.TryReadTag(text, dash, tag)
            || !_byTag.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(tag, out var pseudonym))
            return null;
        var word = pseudonym.Text.Length - PseudonymForm.TagLength - 1;
        return dash - word >= from && Same(text.Slice(dash - word, word), pseudonym.Text) ? pseudonym : null;
    }

    /// <summary>How many characters at the end of a text may be the beginning of a pseudonym.</summary>
    internal int Unfinished(ReadOnlySpan<char> text)
    {
        for (var length = Math.Min(LongestHeld, text.Length); length > 0; length--)
        {
            if (Begins(text[^length..]))
                return length;
        }

        return 0;
    }

    private bool Begins(ReadOnlySpan<char> text)
    {
        var (low, high) = (0, _beginnings.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = Compare(_beginnings[middle], text);
            if (order == 0)
                return true;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return false;
    }

    /// <summary>0 if the pseudonym begins with the text.</summary>
    private static int Compare(string pseudonym, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var order = pseudonym[i] - PseudonymForm.Lower(text[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static bool Same(ReadOnlySpan<char> text, string pseudonym)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (PseudonymForm.Lower(text[i]) != PseudonymForm.Lower(pseudonym[i]))
                return false;
        }

        return true;
    }
}
