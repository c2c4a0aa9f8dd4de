using System.Text;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>Changes parts of a text from left to right; where nothing changes, nothing is copied.</summary>
internal struct TextEdit(AlignedText from)
{
    private StringBuilder? _text;
    private List<int>? _starts, _ends;
    private int _at;

    /// <summary>Puts a text in the place of a part, which comes from where the part did.</summary>
    public void Replace(int start, int end, ReadOnlySpan<char> with)
    {
        KeepTo(start);
        if (_starts is not null && with.Length > 0)
        {
            var source = from.Source(start, end);
            for (var i = 0; i < with.Length; i++)
            {
                _starts.Add(source.Start);
                _ends!.Add(source.End);
            }
        }

        _text!.Append(with);
        _at = end;
    }

    /// <summary>Puts a text before a character, and says that it comes from there.</summary>
    public void Insert(int at, ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(from.Text.AsSpan(at), out _, out var taken);
        Replace(at, at + taken, string.Concat(text, from.Text.AsSpan(at, taken)));
    }

    /// <summary>The text as changed.</summary>
    public AlignedText Done()
    {
        if (_text is null)
            return from;
        KeepTo(from.Text.Length);
        return from.With(_text.ToString(), _starts?.ToArray(), _ends?.ToArray());
    }

    private void KeepTo(int end)
    {
        if (_text is null)
        {
            _text = new(from.Text.Length + 16);
            if (from.Tracked)
                (_starts, _ends) = ([], []);
        }

        _text.Append(from.Text, _at, end - _at);
        for (; _starts is not null && _at < end; _at++)
        {
            var (start, stop) = from.Source(_at, _at + 1);
            _starts.Add(start);
            _ends!.Add(stop);
        }

        _at = end;
    }
}
