using System.Buffers;
using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>What a detector reads: the normalised text, its digit groups, and what stands around a span. For one thread.</summary>
public sealed class DetectionText
{
    private readonly List<Token> _tokens = [];
    private readonly List<DigitGroup> _groups = [];
    private bool _tokenized;
    private bool _grouped;

    internal DetectionText(string text, string? context) => (Text, Context) = (text, context);

    /// <summary>
    /// The text, with digits of every script as ASCII ones, full-width forms made plain, and invisible characters removed.
    /// </summary>
    public string Text { get; private set; }

    /// <summary>What is known of the text from outside it, such as the JSON key that it is the value of.</summary>
    public string? Context { get; private set; }

    /// <summary>Every word, number and mark, in order.</summary>
    internal List<Token> Tokens
    {
        get
        {
            if (!_tokenized)
                Tokenizer.Read(Text, _tokens);
            _tokenized = true;
            return _tokens;
        }
    }

    /// <summary>Every run of digits, in order.</summary>
    internal ReadOnlySpan<DigitGroup> Groups
    {
        get
        {
            if (!_grouped)
            {
                _groups.Clear();
                DigitGroup.Read(Text, _groups);
            }

            _grouped = true;
            return CollectionsMarshal.AsSpan(_groups);
        }
    }

    /// <summary>How many words and marks its buffers have room for.</summary>
    internal int Room => _tokens.Capacity;

    /// <summary>Begins another text with the same buffers.</summary>
    internal void Begin(string text, string? context)
    {
        (Text, Context) = (text, context);
        (_tokenized, _grouped) = (false, false);
    }

    /// <summary>Whether one of the words begins shortly before the span, shortly after it, or in what is known from outside.</summary>
    internal bool HasContext(int start, int end, SearchValues<string> words, int before = 48, int after = 24)
    {
        if (Context is not null && Mentions(Context, words))
            return true;
        var from = Math.Max(0, start - before);
        var to = Math.Min(Text.Length, end + after);
        return Mentions(Text.AsSpan(from, start - from), words) || Mentions(Text.AsSpan(end, to - end), words);
    }

    /// <summary>Whether one of the words stands shortly before the span, shortly after it, or in what is known from outside.</summary>
    internal bool Says(ContextWords words, int start, int end, int before = 48, int after = 24)
    {
        if (Context is not null && words.AreIn(Context))
            return true;
        var from = Math.Max(0, start - before);
        while (from > 0 && from < start && char.IsLetter(Text[from - 1]))
            from++;
        var to = Math.Min(Text.Length, end + after);
        return words.AreIn(Text.AsSpan(from, start - from)) || words.AreIn(Text.AsSpan(end, to - end));
    }

    /// <summary>Whether the text is this value and nothing else but spaces and punctuation, as a form's field is.</summary>
    internal bool StandsAlone(int start, int end)
    {
        for (var i = start - 1; i >= 0; i--)
        {
            if (char.IsLetterOrDigit(Text[i]) || start - i > 8)
                return false;
        }

        for (var i = end; i < Text.Length; i++)
        {
            if (char.IsLetterOrDigit(Text[i]) || i - end > 8)
                return false;
        }

        return true;
    }

    /// <summary>Whether no letter or digit touches the span.</summary>
    internal bool IsBounded(int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(Text[start - 1])) && (end == Text.Length || !char.IsLetterOrDigit(Text[end]));

    private static bool Mentions(ReadOnlySpan<char> text, SearchValues<string> words)
    {
        for (var offset = 0; offset < text.Length;)
        {
            var hit = text[offset..].IndexOfAny(words);
            if (hit < 0)
                return false;
            hit += offset;
            // A word must begin here: "pan" is no part of "company". In camelCase a capital begins a word.
            if (hit == 0 || !char.IsLetter(text[hit - 1]) || (char.IsUpper(text[hit]) && char.IsLower(text[hit - 1])))
                return true;
            offset = hit + 1;
        }

        return false;
    }
}
