namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>A text and the pieces that it has been cut into so far, in order. Of one call.</summary>
internal sealed class Pieces(AlignedText text)
{
    private readonly List<(int Start, int End)> _matches = [];
    private List<(int Start, int End)> _before = [];

    public delegate void Finder(ReadOnlySpan<char> piece, List<(int Start, int End)> matches);

    public AlignedText Text { get; private set; } = text;

    public List<(int Start, int End)> Ranges { get; private set; } = text.Text.Length == 0 ? [] : [(0, text.Text.Length)];

    public ReadOnlySpan<char> this[int index] => Text.Text.AsSpan(Ranges[index].Start, Ranges[index].End - Ranges[index].Start);

    /// <summary>Cuts every piece at the matches in it; <paramref name="invert"/> takes what is between them for the matches.</summary>
    public void Split(Finder find, SplitBehavior behavior, bool invert = false)
    {
        (_before, Ranges) = (Ranges, _before);
        Ranges.Clear();
        foreach (var (start, end) in _before)
        {
            _matches.Clear();
            find(Text.Text.AsSpan(start, end - start), _matches);
            var (at, last) = (start, (bool?)null);
            foreach (var match in _matches)
            {
                Segment(at, start + match.Start, invert, behavior, ref last);
                Segment(start + match.Start, start + match.End, !invert, behavior, ref last);
                at = start + match.End;
            }

            Segment(at, end, invert, behavior, ref last);
        }
    }

    /// <summary>Puts a text before the pieces that ask for it.</summary>
    public void Prepend(string what, Func<Pieces, int, bool> where)
    {
        var (edit, ranges, shift) = (new TextEdit(Text), new List<(int, int)>(Ranges.Count), 0);
        for (var i = 0; i < Ranges.Count; i++)
        {
            var (start, end) = Ranges[i];
            var longer = where(this, i) ? what.Length : 0;
            if (longer > 0)
                edit.Insert(start, what);
            ranges.Add((start + shift, end + shift + longer));
            shift += longer;
        }

        (Text, Ranges) = (edit.Done(), ranges);
    }

    /// <summary>Takes another text whose pieces stand at the places given.</summary>
    public void Rewrite(AlignedText text, List<(int Start, int End)> ranges) => (Text, Ranges) = (text, ranges);

    private void Segment(int start, int end, bool match, SplitBehavior behavior, ref bool? last)
    {
        if (start == end)
            return;
        var joins = behavior switch
        {
            SplitBehavior.Contiguous => last == match,
            SplitBehavior.MergedWithPrevious => match && last == false,
            SplitBehavior.MergedWithNext => !match && last == true,
            _ => false,
        };
        last = match;
        if (joins)
            Ranges[^1] = (Ranges[^1].Start, end);
        else if (!match || behavior != SplitBehavior.Removed)
            Ranges.Add((start, end));
    }
}
