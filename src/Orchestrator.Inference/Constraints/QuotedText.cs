using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Inference.Constraints;

/// <summary>
/// What the texts of a call's arguments may be: words of the user's message, one behind the other as they stand there, each in one argument
/// alone; or one of a few known values. A span begins and ends with a word, a number or a sign, never within one. For one answer.
/// </summary>
internal sealed class QuotedText
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> _known;
    private readonly string _text;
    private readonly List<(int Start, int End)> _pieces = [];
    private readonly HashSet<int> _taken = [];
    private readonly Rule _value = new();
    private readonly List<Rule> _from = [], _after = [];

    /// <param name="message">The message.</param>
    /// <param name="known">Values that may come though nobody says them.</param>
    /// <param name="most">So many characters of the message are quoted at most: each takes some hundred bytes of memory.</param>
    public QuotedText(string message, IEnumerable<string> known, int most)
    {
        _known = [.. known.Select(Escaped)];
        _text = Split(Beginning(message, most).Normalize(NormalizationForm.FormC));
        foreach (var (start, end) in _pieces)
        {
            _after.Add(new());
            _from.Add(new());
            _from[^1].Add([.. Grammar.Text(_text[start..end]), _after[^1]]);
        }

        Fill();
        Rule = new();
        Rule.Add([.. Grammar.Text("\""), _value, .. Grammar.Text("\"")]);
    }

    /// <summary>The rule of such a text, quotation marks and all.</summary>
    public Rule Rule { get; }

    /// <summary>Lets all words stand for the next call again.</summary>
    public void Free()
    {
        _taken.Clear();
        Fill();
    }

    /// <summary>Takes a value that was written; the answer is whether less may follow now. What stands several times in the message may be meant anew.</summary>
    /// <param name="value">The value as JSON writes it, without its quotation marks.</param>
    public bool Take(string value)
    {
        if (value.Length == 0 || _known.Contains(value))
            return false;
        var places = Enumerable.Range(0, _pieces.Count)
            .Where(i => string.CompareOrdinal(_text, _pieces[i].Start, value, 0, value.Length) == 0)
            .Select(i => (First: i, Last: _pieces.FindIndex(p => p.End == _pieces[i].Start + value.Length))).Where(p => p.Last >= p.First).ToList();
        if (places.Count != 1)
            return false;
        for (var i = places[0].First; i <= places[0].Last; i++)
            _taken.Add(i);
        Fill();
        return true;
    }

    private void Fill()
    {
        _value.Clear();
        foreach (var value in _known)
            _value.Add(Grammar.Text(value));
        for (var i = 0; i < _pieces.Count; i++)
        {
            if (!_taken.Contains(i))
                _value.Add(_from[i]);
            _after[i].Clear();
            _after[i].Add();
            if (i + 1 < _pieces.Count && !_taken.Contains(i + 1))
                _after[i].Add([.. Grammar.Text(_text[_pieces[i].End.._pieces[i + 1].Start]), _from[i + 1]]);
        }

        // A text that nothing may stand in would leave an answer that has begun it without a way on.
        if (_value.Alternatives.Count == 0)
            _value.Add();
    }

    private static string Beginning(string message, int most) =>
        message.Length <= most ? message : message[..(char.IsHighSurrogate(message[most - 1]) ? most - 1 : most)];

    // The message as JSON writes it, with the places of its words, numbers and signs.
    private string Split(string message)
    {
        var text = new StringBuilder();
        var before = Kind.Blank;
        foreach (var rune in message.EnumerateRunes())
        {
            var (kind, start) = (Of(rune), text.Length);
            text.Append(Escaped(rune.ToString()));
            if (kind == before && kind is (Kind.Word or Kind.Number))
                _pieces[^1] = (_pieces[^1].Start, text.Length);
            else if (kind != Kind.Blank)
                _pieces.Add((start, text.Length));
            before = kind;
        }

        return text.ToString();
    }

    private static Kind Of(Rune rune) => Rune.IsWhiteSpace(rune) ? Kind.Blank
        : Rune.IsNumber(rune) ? Kind.Number
        : Rune.IsLetter(rune) || rune.Value == '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? Kind.Word
        : Kind.Sign;

    private static string Escaped(string text) => JsonSerializer.Serialize(text, s_plain)[1..^1];

    private enum Kind
    {
        Blank,
        Word,
        Number,
        Sign,
    }
}
