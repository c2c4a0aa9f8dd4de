using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Words that make a weak value believable when they stand near it: whole words, so that "lic" is not in "duplicate"; one
/// that ends in <c>*</c> stands for everything that begins so.
/// </summary>
internal sealed class ContextWords
{
    private readonly ContextWord[] _words;

    // Made when it is first asked: there are a hundred lists, and most processes never meet most of them.
    private SearchValues<string>? _search;

    public ContextWords(params IEnumerable<string> words) => _words = [.. words.Select(static w => new ContextWord(w.TrimEnd('*'), w.EndsWith('*')))];

    /// <summary>Reads a list parted by commas.</summary>
    public static ContextWords Of(string list) => new(list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public bool AreIn(ReadOnlySpan<char> text)
    {
        var search = _search ??= SearchValues.Create([.. _words.Select(static w => w.Word)], StringComparison.OrdinalIgnoreCase);
        for (var at = 0; at < text.Length;)
        {
            var hit = text[at..].IndexOfAny(search);
            if (hit < 0)
                return false;
            hit += at;
            at = hit + 1;
            // In camelCase a capital begins a word.
            if (hit == 0 || !char.IsLetter(text[hit - 1]) || !char.IsAscii(text[hit]) || (char.IsUpper(text[hit]) && char.IsLower(text[hit - 1])))
            {
                foreach (var (word, prefix) in _words)
                {
                    if (text[hit..].StartsWith(word, StringComparison.OrdinalIgnoreCase) && (prefix || Ends(text, hit + word.Length, word)))
                        return true;
                }
            }
        }

        return false;
    }

    private static bool Ends(ReadOnlySpan<char> text, int end, string word)
    {
        if (end < text.Length && text[end] is 's' or 'S')
            end++;
        return end >= text.Length || !char.IsLetter(text[end]) || char.IsUpper(text[end]) || !char.IsAscii(word[^1]) || text[end] > '\u0E00';
    }

    /// <summary>A class: code over structs is not compiled ahead.</summary>
    private sealed record ContextWord(string Word, bool Prefix);
}
