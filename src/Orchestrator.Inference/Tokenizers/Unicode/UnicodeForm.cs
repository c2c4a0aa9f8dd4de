using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.Inference.Tokenizers.Unicode;

/// <summary>One of the four Unicode normalization forms (UAX 15).</summary>
internal sealed class UnicodeForm(bool compatible, bool composed)
{
    private readonly NormalizationTable _table = NormalizationTable.Shared;

    // Below it, nothing changes.
    private readonly char _first = compatible ? '\u00a0' : composed ? '\u0300' : '\u00c0';

    public AlignedText Apply(AlignedText text)
    {
        var said = text.Text;
        var edit = new TextEdit(text);
        var (parts, made, at) = (new List<int>(), new StringBuilder(), 0);
        while (said.AsSpan(at).IndexOfAnyExceptInRange('\0', (char)(_first - 1)) is >= 0 and var next)
        {
            // A letter may become one with what follows, so the one before the first that matters counts too.
            var start = Math.Max(at, at + next - (at + next > 1 && char.IsLowSurrogate(said[at + next - 1]) ? 2 : 1));
            at = End(said, start, out var matters);
            if (!matters)
                continue;
            Normalize(said.AsSpan(start, at - start), parts, made);
            if (!made.Equals(said.AsSpan(start, at - start)))
                edit.Replace(start, at, made.ToString());
        }

        return edit.Done();
    }

    // A character with all that may be ordered or composed with it.
    private int End(string text, int at, out bool matters)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var taken);
        matters = text[at] >= _first && (_table.Decomposes(rune.Value, compatible) || _table.Joins(rune.Value));
        for (at += taken; at < text.Length; at += taken)
        {
            if (text[at] < '\u0300')
                break;
            Rune.DecodeFromUtf16(text.AsSpan(at), out rune, out taken);
            if (!_table.Joins(rune.Value) && !(_table.Decomposes(rune.Value, compatible) && BeginsWithMark(rune.Value)))
                break;
            matters = true;
        }

        return at;
    }

    private bool BeginsWithMark(int character)
    {
        var parts = new List<int>();
        _table.Decompose(character, compatible, parts);
        return _table.Joins(parts[0]);
    }

    private void Normalize(ReadOnlySpan<char> text, List<int> parts, StringBuilder made)
    {
        parts.Clear();
        made.Clear();
        foreach (var rune in text.EnumerateRunes())
            _table.Decompose(rune.Value, compatible, parts);
        Sort(CollectionsMarshal.AsSpan(parts));
        if (composed)
            Compose(parts);
        Span<char> units = stackalloc char[2];
        foreach (var part in parts)
            made.Append(units[..new Rune(part).EncodeToUtf16(units)]);
    }

    private void Sort(Span<int> parts)
    {
        for (var i = 1; i < parts.Length; i++)
        {
            for (var j = i; j > 0 && _table.Order(parts[j]) is > 0 and var order && _table.Order(parts[j - 1]) > order; j--)
                (parts[j - 1], parts[j]) = (parts[j], parts[j - 1]);
        }
    }

    private void Compose(List<int> parts)
    {
        var (starter, last, kept) = (-1, 0, 0);
        for (var i = 0; i < parts.Count; i++)
        {
            var (part, order) = (parts[i], _table.Order(parts[i]));

            // What stands between blocks: another starter, or a mark of the same order.
            if (starter >= 0 && (kept == starter + 1 || last != 0 && last < order) && _table.TryCompose(parts[starter], part, out var whole))
            {
                parts[starter] = whole;
                continue;
            }

            if (order == 0)
                starter = kept;
            last = order;
            parts[kept++] = part;
        }

        parts.RemoveRange(kept, parts.Count - kept);
    }
}
