using System.Buffers;
using System.Text;
using Orchestrator.Inference.Tokenizers.Models;
using Orchestrator.Inference.Tokenizers.Unicode;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>Finds added tokens in text: the leftmost, and the longest of those. Thread-safe.</summary>
internal sealed class AddedTokenFinder
{
    private readonly IReadOnlyList<AddedToken> _tokens;
    private readonly TextTrie _trie = new();
    private readonly SearchValues<char> _first;

    /// <param name="tokens">The tokens.</param>
    /// <param name="content">What is looked for, for each.</param>
    public AddedTokenFinder(IReadOnlyList<AddedToken> tokens, Func<AddedToken, string> content)
    {
        _tokens = tokens;
        var contents = tokens.Select(content).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (contents[i].Length > 0)
                _trie.Add(contents[i], i);
        }

        _first = SearchValues.Create([.. contents.Where(c => c.Length > 0).Select(c => c[0]).Distinct()]);
    }

    /// <summary>The parts of a text in order: tokens, and text between them that is not empty.</summary>
    public IEnumerable<(int Start, int End, AddedToken? Token)> Parts(string text)
    {
        var kept = 0;
        for (var at = 0; Next(text, at) is { } found; at = found.End)
        {
            var (start, end) = (found.Start, found.End);
            if (found.Token.SingleWord && (WordBefore(text, start) || WordAfter(text, end)))
                continue;
            if (found.Token.LeftStrip)
                start = text.AsSpan(0, start).TrimEnd().Length;
            if (found.Token.RightStrip)
                end = text.Length - text.AsSpan(end).TrimStart().Length;
            start = Math.Max(start, kept);
            if (start > kept)
                yield return (kept, start, null);
            yield return (start, end, found.Token);
            kept = end;
        }

        if (kept < text.Length)
            yield return (kept, text.Length, null);
    }

    private (int Start, int End, AddedToken Token)? Next(string text, int from)
    {
        for (var at = from; text.AsSpan(at).IndexOfAny(_first) is >= 0 and var next; at++)
        {
            at += next;
            var (node, found, end) = (0, -1, 0);
            for (var i = at; i < text.Length && (node = _trie.Next(node, text[i])) >= 0; i++)
            {
                if (_trie.Token(node) is >= 0 and var token)
                    (found, end) = (token, i + 1);
            }

            if (found >= 0)
                return (at, end, _tokens[found]);
        }

        return null;
    }

    private static bool WordBefore(string text, int at) => at > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _) == OperationStatus.Done && Characters.IsWord(rune);

    private static bool WordAfter(string text, int at) => at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == OperationStatus.Done && Characters.IsWord(rune);
}
