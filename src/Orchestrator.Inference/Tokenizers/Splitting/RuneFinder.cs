using System.Text;

namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Finds characters of a kind, one by one or in runs.</summary>
internal static class RuneFinder
{
    public static Pieces.Finder Each(Func<Rune, bool> kind) => (piece, matches) =>
    {
        var at = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (kind(rune))
                matches.Add((at, end));
            at = end;
        }
    };

    /// <summary>Runs of characters that are of the same kind; kind 0 is not looked for.</summary>
    public static Pieces.Finder Runs(Func<Rune, int> kind) => (piece, matches) =>
    {
        var (at, last) = (0, 0);
        foreach (var rune in piece.EnumerateRunes())
        {
            var (end, its) = (at + rune.Utf16SequenceLength, kind(rune));
            if (its != 0 && its == last)
                matches[^1] = (matches[^1].Start, end);
            else if (its != 0)
                matches.Add((at, end));
            (at, last) = (end, its);
        }
    };
}
