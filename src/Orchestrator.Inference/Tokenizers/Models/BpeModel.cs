using System.Text;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Byte-pair encoding: pairs of tokens are merged in the order of their ranks until none is left.</summary>
internal sealed class BpeModel : ITokenModel
{
    private const char Blank = '▁';

    private readonly Vocabulary _vocabulary;
    private readonly BpeSettings _settings;
    private readonly MergeTable _merges;
    private readonly ByteTokens? _bytes;
    private readonly HashSet<char>? _beforeBlank;

    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeSettings settings)
    {
        (_vocabulary, _merges, _settings) = (vocabulary, merges, settings);
        _bytes = settings.ByteFallback ? new(vocabulary) : null;

        // SentencePiece's texts come in one piece; where no token reaches over a blank, they can be taken word by word.
        if (settings is { Prefix: "", Suffix: "", WholeFirst: false } && vocabulary.Find([Blank]) is not null)
            _beforeBlank = [.. vocabulary.TextsAround([.. "▁"u8]).SelectMany(BeforeBlanks)];
    }

    public int Alone(ReadOnlySpan<char> piece)
    {
        if (_beforeBlank is null)
            return piece.Length;
        for (var at = 1; at < piece.Length && piece[at..].IndexOf(Blank) is >= 0 and var next; at++)
        {
            at += next;
            if (piece[at - 1] != Blank && !_beforeBlank.Contains(piece[at - 1]))
                return at;
        }

        return piece.Length;
    }

    public void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (_settings.WholeFirst && _vocabulary.TryGet(piece, out var whole))
        {
            sink.Add(whole, 0, piece.Length);
            return;
        }

        var parts = new BpeWord(piece.Length);
        Begin(piece, parts);
        parts.Merge(_merges);
        parts.Write(sink);
    }

    private static IEnumerable<char> BeforeBlanks(string token)
    {
        for (var at = token.IndexOf(Blank, StringComparison.Ordinal); at >= 0; at = token.IndexOf(Blank, at + 1))
        {
            if (at > 0 && token[at - 1] != Blank)
                yield return token[at - 1];
        }
    }

    private void Begin(ReadOnlySpan<char> piece, BpeWord parts)
    {
        var unknown = -1;
        Span<int> bytes = stackalloc int[4];
        for (int at = 0, taken; at < piece.Length; at += taken)
        {
            Rune.DecodeFromUtf16(piece[at..], out var rune, out taken);
            var end = at + taken;
            if (Find(piece, at, end, out var token))
            {
                Flush(at);
                parts.Add(token, at, end);
            }
            else if (_bytes?.Of(rune, bytes) is > 0 and var count)
            {
                Flush(at);
                foreach (var one in bytes[..count])
                    parts.Add(one, at, end);
            }
            else if (_settings.Unknown >= 0)
            {
                if (!_settings.FuseUnknown)
                    Flush(at);
                unknown = unknown < 0 ? at : unknown;
            }
        }

        Flush(piece.Length);

        void Flush(int end)
        {
            if (unknown >= 0)
                parts.Add(_settings.Unknown, unknown, end);
            unknown = -1;
        }
    }

    private bool Find(ReadOnlySpan<char> piece, int start, int end, out int token)
    {
        if (_settings is { Prefix: "", Suffix: "" })
            return _vocabulary.TryGet(piece[start..end], out token);
        return _vocabulary.TryGet(string.Concat(start > 0 ? _settings.Prefix : "", piece[start..end], end == piece.Length ? _settings.Suffix : ""), out token);
    }
}
