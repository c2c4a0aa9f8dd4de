using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers.Joining;
using Orchestrator.Inference.Tokenizers.Models;
using Orchestrator.Inference.Tokenizers.Splitting;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>
/// The tokenizer of a <c>tokenizer.json</c>: text to tokens and back, as Hugging Face's library does it. What training leaves to chance
/// (dropout) is left out, and the file's own <c>truncation</c> and <c>padding</c> are the caller's to choose. Thread-safe.
/// </summary>
public sealed class Tokenizer : ITextTokens
{
    private readonly TokenizerFile _file;
    private readonly AddedTokenFinder? _raw, _normalized;
    private readonly WordCache _words = new();
    private readonly TokenTexts _texts;

    private Tokenizer(TokenizerFile file)
    {
        _file = file;
        var (normalized, raw) = (file.Added.Where(a => a.Normalized).ToList(), file.Added.Where(a => !a.Normalized).ToList());
        _raw = raw.Count == 0 ? null : new(raw, a => a.Content);
        _normalized = normalized.Count == 0 ? null : new(normalized, a => Normalize(new(a.Content, 0, tracked: false)).Text);
        _texts = new(file.Vocabulary, file.Added.GroupBy(a => a.Token).ToDictionary(g => g.Key, g => g.Last()), file.Joining);
        Size = Math.Max(file.Vocabulary.Size, file.Added.Select(a => a.Token + 1).DefaultIfEmpty(0).Max());
    }

    /// <summary>One more than the largest token.</summary>
    public int Size { get; }

    /// <summary>Loads the <c>tokenizer.json</c> of a folder.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="ModelLoadException">The file is missing, unreadable, or has a component that is not supported; the message names it and its place.</exception>
    public static Tokenizer Load(string folder) => new(TokenizerFile.Read(Path.Combine(folder, TokenizerFile.Name)));

    /// <inheritdoc/>
    /// <exception cref="TokenizerException">A pattern of the model takes too long, or a character is not covered.</exception>
    public IReadOnlyList<int> Encode(string text)
    {
        var sink = new TokenSink(tracked: false);
        Run(text, tracked: false, sink, static (_, _) => { });
        return sink.Tokens;
    }

    /// <summary>The tokens of a text, or of two that the model compares, with those that frame them and the parts that they stand for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="second">The second text; null where there is one only.</param>
    /// <param name="special">Whether the tokens that frame texts are added.</param>
    /// <param name="most">How many tokens there may be in all; those at the end of the longer text go first. Null for no limit.</param>
    /// <exception cref="TokenizerException">A pattern of the model takes too long, a character is not covered, or the model compares no texts.</exception>
    public IReadOnlyList<Token> Tokenize(string text, string? second = null, bool special = true, int? most = null)
    {
        List<List<Token>> parts = [Tracked(text, 0)];
        if (second is not null)
            parts.Add(Tracked(second, 1));
        if (most is { } limit)
            Cut(parts, limit - (special ? _file.PostProcessor?.Added(parts.Count) ?? 0 : 0));
        return [.. (_file.PostProcessor?.Apply(parts, special) ?? parts).SelectMany(p => p)];
    }

    /// <summary>The text of tokens; special ones are left out.</summary>
    /// <param name="tokens">The tokens.</param>
    public string Decode(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var joiner = Start();
        return string.Concat(tokens.Select(joiner.Append)) + joiner.Finish();
    }

    /// <inheritdoc/>
    public ITextJoiner Start() => new TextJoiner(_texts);

    /// <inheritdoc/>
    public byte[]? BytesOf(int token) => _texts.BytesOf(token);

    /// <summary>The token of that name, or null.</summary>
    /// <param name="name">The name as the file has it.</param>
    public int? Find(string name) => _file.Added.FirstOrDefault(a => a.Content == name)?.Token ?? _file.Vocabulary.Find(name);

    private AlignedText Normalize(AlignedText text) => _file.Normalizer?.Apply(text) ?? text;

    private List<Token> Tracked(string text, int which)
    {
        var (sink, tokens) = (new TokenSink(tracked: true), new List<Token>());
        Run(text, tracked: true, sink, (piece, at) =>
        {
            for (; tokens.Count < sink.Tokens.Count;)
            {
                var (start, end) = sink.Spans[tokens.Count];
                var source = end > start ? piece.Source(at + start, at + end) : (0, 0);
                tokens.Add(new(sink.Tokens[tokens.Count], which, which, source.Item1, source.Item2));
            }
        });
        return tokens;
    }

    // Calls back after each piece, with the text that it is of and its place there.
    private void Run(string text, bool tracked, TokenSink sink, Action<AlignedText, int> made)
    {
        ArgumentNullException.ThrowIfNull(text);
        var whole = new AlignedText(text, 0, tracked);
        foreach (var outer in Parts(_raw, whole))
        {
            if (outer.Token is { } token)
            {
                sink.Add(token.Token, 0, outer.Text.Text.Length);
                made(outer.Text, 0);
                continue;
            }

            foreach (var inner in Parts(_normalized, Normalize(outer.Text)))
            {
                if (inner.Token is { } other)
                {
                    sink.Add(other.Token, 0, inner.Text.Text.Length);
                    made(inner.Text, 0);
                }
                else
                {
                    Plain(inner.Text, tracked, sink, made);
                }
            }
        }
    }

    private static IEnumerable<(AlignedText Text, AddedToken? Token)> Parts(AddedTokenFinder? finder, AlignedText text) =>
        text.Text.Length == 0 ? [] : finder is null ? [(text, null)] : finder.Parts(text.Text).Select(p => (text.Slice(p.Start, p.End), p.Token));

    private void Plain(AlignedText text, bool tracked, TokenSink sink, Action<AlignedText, int> made)
    {
        var pieces = new Pieces(text);
        _file.PreTokenizer?.Apply(pieces);
        for (var i = 0; i < pieces.Ranges.Count; i++)
        {
            var at = pieces.Ranges[i].Start;
            for (var rest = pieces[i]; rest.Length > 0;)
            {
                var word = rest[.._file.Model.Alone(rest)];
                if (tracked)
                    _file.Model.Tokenize(word, sink);
                else
                    Known(word, sink);
                made(pieces.Text, at);
                at += word.Length;
                rest = rest[word.Length..];
            }
        }
    }

    private void Known(ReadOnlySpan<char> word, TokenSink sink)
    {
        if (_words.TryGet(word, out var tokens))
        {
            sink.Tokens.AddRange(tokens);
            return;
        }

        var before = sink.Tokens.Count;
        _file.Model.Tokenize(word, sink);
        _words.Add(word, sink.Tokens.GetRange(before, sink.Tokens.Count - before));
    }

    private static void Cut(List<List<Token>> parts, int most)
    {
        while (parts.Sum(p => p.Count) > Math.Max(most, 0))
        {
            var longest = parts.MaxBy(p => p.Count)!;
            var others = parts.Sum(p => p.Count) - longest.Count;
            var keep = parts.Count == 1 ? Math.Max(most, 0) : Math.Max(Math.Max(most, 0) - others, Math.Min(others, longest.Count - 1));
            longest.RemoveRange(keep, longest.Count - keep);
        }
    }
}
