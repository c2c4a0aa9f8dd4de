using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// A text with what is spelled in words as what it stands for: "four one one one" as digits, in five languages, and "ana (at)
/// example (dot) org" as an address; with the way back to the offsets of the text it was made of.
/// </summary>
internal sealed class SpokenText
{
    private const int FewestDigits = 5;

    // The numbers from zero on, of English, German, French, Spanish and Italian; a word that two languages share keeps its first meaning.
    private static readonly string[] Counts =
    [
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "null eins zwei drei vier fünf sechs sieben acht neun",
        "zéro un deux trois quatre cinq six sept huit neuf",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "zero uno due tre quattro cinque sei sette otto nove",
        "oh",
    ];

    private static readonly FrozenDictionary<string, string> Digits = Numbered(Counts, 0);
    private static readonly FrozenDictionary<string, string> Tens = Numbered(["twenty thirty forty fifty sixty seventy eighty ninety"], 2);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> DigitOf = Digits.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> TenOf = Tens.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly SearchValues<string> Signs = SearchValues.Create(["(at)", "[at]", "{at}", "(dot)", "[dot]", "{dot}", " at ", " dot ", "<at>", "<dot>"], StringComparison.OrdinalIgnoreCase);
    private static readonly (string Written, char Meant)[] Meanings =
        [("(at)", '@'), ("[at]", '@'), ("{at}", '@'), ("<at>", '@'), (" at ", '@'), ("(dot)", '.'), ("[dot]", '.'), ("{dot}", '.'), ("<dot>", '.'), (" dot ", '.')];

    private static readonly SearchValues<char> Between = SearchValues.Create(" ,-.\n\t()*_/");

    private readonly List<int> _starts = [];
    private readonly List<int> _ends = [];
    private readonly StringBuilder _text = new();

    private SpokenText()
    {
    }

    public string Text => _text.ToString();

    /// <summary>The text as meant, or null where nothing in it is spelled in words.</summary>
    public static SpokenText? Of(string text)
    {
        var runs = NumberRuns(text);
        var signs = HasSigns(text);
        if (runs is null && !signs)
            return null;
        var spoken = new SpokenText();
        var at = 0;
        foreach (var (start, end, digits) in runs ?? [])
        {
            spoken.Copy(text, at, start, signs);
            // Each digit stands for the whole run: what is found in a part of it is found in all.
            foreach (var digit in digits)
                spoken.Add(digit, start, end);
            at = end;
        }

        spoken.Copy(text, at, text.Length, signs);
        return spoken;
    }

    /// <summary>The finding's place in the text it was made of; null where no word was replaced, so that it is no news.</summary>
    public Finding? ToSource(Finding finding)
    {
        var (start, end) = (_starts[finding.Start], _ends[finding.End - 1]);
        var news = false;
        for (var i = finding.Start; i < finding.End; i++)
            news |= _ends[i] - _starts[i] != 1;
        return news ? finding with { Start = start, End = end } : null;
    }

    private static FrozenDictionary<string, string> Numbered(string[] lists, int first)
    {
        var numbers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var list in lists)
        {
            foreach (var (index, word) in list.Split(' ').Index())
                numbers.TryAdd(word, (first + index).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return numbers.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>" at " alone is English; an address spelled out has a "dot" too.</summary>
    private static bool HasSigns(string text) =>
        text.AsSpan().ContainsAny(Signs) && text.Contains("dot", StringComparison.OrdinalIgnoreCase) | text.Contains("at)", StringComparison.OrdinalIgnoreCase) | text.Contains("at]", StringComparison.OrdinalIgnoreCase);

    private static List<(int Start, int End, string Digits)>? NumberRuns(string text)
    {
        List<(int, int, string)>? runs = null;
        var (start, end, words, count) = (0, 0, 0, 0);
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                if (!Between.Contains(text[at]))
                    Close();
                at++;
                continue;
            }

            var stop = WordEnd(text, at);
            var word = text.AsSpan(at, stop - at);
            if (char.IsDigit(word[0]) && (word.Length == 1 || (words > 0 && word.Length <= 4)))
                Say(word.Length, at, stop);
            else if (TryNumber(text, at, ref stop, out var number, out var unit))
                Say(number.Length + unit.Length, at, stop);
            else if (!(words > 0 && (word.Equals("double", StringComparison.OrdinalIgnoreCase) || word.Equals("and", StringComparison.OrdinalIgnoreCase))))
                Close();
            at = stop;
        }

        Close();
        return runs;

        void Say(int length, int from, int to)
        {
            if (words == 0)
                start = from;
            (end, words, count) = (to, words + 1, count + length);
        }

        void Close()
        {
            if (words > 2 && count >= FewestDigits)
                (runs ??= []).Add((start, end, Spell(text, start, end)));
            (words, count) = (0, 0);
        }
    }

    /// <summary>The digits of a run: counted first and written only here, because most texts have a number word and no run.</summary>
    private static string Spell(string text, int start, int end)
    {
        var digits = new StringBuilder();
        for (var at = start; at < end;)
        {
            var stop = at + 1;
            if (char.IsLetterOrDigit(text[at]))
            {
                stop = WordEnd(text, at);
                if (char.IsDigit(text[at]))
                    digits.Append(text.AsSpan(at, stop - at));
                else if (TryNumber(text, at, ref stop, out var number, out var unit))
                    digits.Append(number).Append(unit);
            }

            at = stop;
        }

        return digits.ToString();
    }

    private static int WordEnd(string text, int at)
    {
        var number = char.IsDigit(text[at]);
        while (at < text.Length && (number ? char.IsDigit(text[at]) : char.IsLetter(text[at])))
            at++;
        return at;
    }

    /// <summary>Reads a word for a number, "forty two" as one; gives a ten and its unit apart, and moves the end behind both.</summary>
    private static bool TryNumber(string text, int at, ref int end, out string number, out string unit)
    {
        var word = text.AsSpan(at, end - at);
        unit = "";
        if (word.Length is > 1 and < 10 && DigitOf.TryGetValue(word, out number!))
            return true;
        if (word.Length is not (> 4 and < 8) || !TenOf.TryGetValue(word, out number!))
        {
            number = "";
            return false;
        }

        var last = end + 1 < text.Length ? WordEnd(text, end + 1) : end;
        if (last > end + 1 && last - end < 7 && DigitOf.TryGetValue(text.AsSpan(end + 1, last - end - 1), out var one) && one.Length == 1 && one != "0")
            (unit, end) = (one, last);
        else
            unit = "0";
        return true;
    }

    private void Copy(string text, int from, int to, bool signs)
    {
        // Where the spaces end that a sign may have before it: looked for once for all of them.
        var gap = from;
        for (var at = from; at < to;)
        {
            if (gap <= at)
            {
                gap = at;
                while (gap < to && text[gap] == ' ')
                    gap++;
            }

            if (signs && TrySign(text, at, gap, to, out var meant, out var length))
            {
                Add(meant, at, at + length);
                at += length;
                continue;
            }

            Add(text[at], at, at + 1);
            at++;
        }
    }

    private static bool TrySign(string text, int at, int gap, int to, out char meant, out int length)
    {
        foreach (var (written, character) in Meanings)
        {
            // Spaces around a bracketed sign belong to it.
            var start = written[0] == ' ' ? at : gap;
            if (start + written.Length > to || !text.AsSpan(start, written.Length).Equals(written, StringComparison.OrdinalIgnoreCase))
                continue;
            var end = start + written.Length;
            while (end < to && text[end] == ' ')
                end++;
            (meant, length) = (character, end - at);
            return true;
        }

        (meant, length) = ('\0', 0);
        return false;
    }

    private void Add(char c, int start, int end)
    {
        _text.Append(c);
        _starts.Add(start);
        _ends.Add(end);
    }
}
