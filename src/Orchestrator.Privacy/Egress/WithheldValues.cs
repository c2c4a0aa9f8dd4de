using System.Buffers;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// The values that a destination must not see, and where they, or six digits in sequence of a number among them, show up
/// again: repeated in a sentence that no detector recognises, or in bytes that are about to be sent.
/// </summary>
internal sealed class WithheldValues
{
    /// <summary>Shorter values are everyday words; finding them again says nothing.</summary>
    public const int ShortestLiteral = 6;

    /// <summary>How many digits in sequence of a withheld number may not be sent.</summary>
    public const int Window = 6;

    private readonly Dictionary<string, string> _literals = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _windows = [];
    private SearchValues<string>? _search;
    private int[] _lengths = [];

    public bool IsEmpty => _literals.Count == 0 && _windows.Count == 0;

    public void Add(string type, string value)
    {
        if (value.Length >= ShortestLiteral && _literals.TryAdd(value, type))
            _search = null;
        var normal = NormalizedText.Of(value).Text;
        if (normal.Length >= ShortestLiteral && _literals.TryAdd(normal, type))
            _search = null;
        if (IsNumber(type, normal))
        {
            foreach (var (_, window) in Windows(normal, DigitGroup.Of(normal), wholeText: true))
                _windows.TryAdd(window, type);
        }
    }

    /// <summary>Every place outside of pseudonyms where a withheld value shows, in order, not overlapping; offsets are those of the text.</summary>
    public List<Finding> FindIn(string text)
    {
        var found = new List<Finding>();
        var normal = NormalizedText.Of(text);
        FindLiterals(normal.Text, found);
        FindDigits(normal.Text, found);
        return PseudonymSpans.Outside(text, Overlaps.Resolve(found).ConvertAll(normal.ToOriginal));
    }

    /// <summary>The type of a withheld value that these bytes hold, as they are or behind JSON's escapes; null when they hold none.</summary>
    public string? FindIn(ReadOnlySpan<byte> bytes)
    {
        if (IsEmpty)
            return null;
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var form in (ReadOnlySpan<string>)[text, JsonEscapes.Resolve(text)])
        {
            var found = FindIn(form);
            if (found.Count > 0)
                return found[0].Type;
        }

        return null;
    }

    private void FindLiterals(string text, List<Finding> found)
    {
        if (_literals.Count == 0)
            return;
        if (_search is null)
        {
            _search = SearchValues.Create([.. _literals.Keys], StringComparison.Ordinal);
            _lengths = [.. _literals.Keys.Select(static l => l.Length).Distinct().OrderDescending()];
        }

        var lookup = _literals.GetAlternateLookup<ReadOnlySpan<char>>();
        var span = text.AsSpan();
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(_search);
            if (hit < 0)
                return;
            hit += at;
            at = hit + 1;
            foreach (var length in _lengths)
            {
                if (hit + length <= span.Length && lookup.TryGetValue(span.Slice(hit, length), out var type))
                {
                    found.Add(new(type, hit, hit + length, 1));
                    at = hit + length;
                    break;
                }
            }
        }
    }

    private void FindDigits(string text, List<Finding> found)
    {
        if (_windows.Count == 0)
            return;
        var groups = DigitGroup.Of(text);
        foreach (var ((first, last), window) in Windows(text, groups, wholeText: false))
        {
            if (_windows.TryGetValue(window, out var type))
                found.Add(new(type, groups[first].Start, groups[last].End, 1));
        }
    }

    /// <summary>Every six digits in sequence, with the groups that hold the first and the last of them.</summary>
    private static IEnumerable<((int First, int Last) Groups, int Window)> Windows(string text, DigitGroup[] groups, bool wholeText)
    {
        var holders = new int[Window];
        var count = 0;
        var value = 0;
        for (var g = 0; g < groups.Length; g++)
        {
            if (!groups[g].Joined && !wholeText)
                (count, value) = (0, 0);
            for (var i = groups[g].Start; i < groups[g].End; i++)
            {
                value = ((value * 10) + text[i] - '0') % 1_000_000;
                holders[count % Window] = g;
                count++;
                if (count >= Window)
                    yield return ((holders[count % Window], g), value);
            }
        }
    }

    /// <summary>Numbers are known by their digits however they are written; a password or an address only as it is.</summary>
    private static bool IsNumber(string type, string value) =>
        type is not (FindingTypes.Secret or FindingTypes.Email or FindingTypes.IpAddress) && value.Count(char.IsAsciiDigit) >= Window;
}
