using System.Text;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The tokens whose scores add up to the most (Viterbi), as SentencePiece's unigram models take them.</summary>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly int? _unknown;
    private readonly ByteTokens? _bytes;
    private readonly double _unknownScore;
    private readonly TextTrie _trie = new();

    public UnigramModel(IReadOnlyList<(string Text, double Score)> pieces, int? unknown, ByteTokens? bytes)
    {
        (_unknown, _bytes) = (unknown, bytes);
        _scores = [.. pieces.Select(p => p.Score)];
        _unknownScore = (pieces.Count == 0 ? 0 : _scores.Min()) - UnknownPenalty;
        for (var i = 0; i < pieces.Count; i++)
            _trie.Add(pieces[i].Text, i);
    }

    public void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        // Of every place: how well the best way there scores, where its last token starts and which it is.
        var best = new (double Score, int Start, int Token)[piece.Length + 1];
        Array.Fill(best, (0, -1, -1));
        for (int at = 0, taken; at < piece.Length; at += taken)
        {
            Rune.DecodeFromUtf16(piece[at..], out _, out taken);
            var (node, single) = (0, false);
            for (var end = at; end < piece.Length && _trie.Next(node, piece[end]) is >= 0 and var next; node = next)
            {
                end++;
                if (_trie.Token(next) is not (>= 0 and var token))
                    continue;
                Offer(at, end, best[at].Score + _scores[token], token);
                single |= end - at == taken;
            }

            if (!single)
                Offer(at, at + taken, best[at].Score + _unknownScore, -1);
        }

        var path = new Stack<(int Start, int End, int Token)>();
        for (var end = piece.Length; end > 0; end = best[end].Start)
        {
            var (_, start, token) = best[end];

            // Unknown characters that follow each other are one.
            if (token < 0 && path.TryPeek(out var after) && after.Token < 0)
                path.Push((start, path.Pop().End, -1));
            else
                path.Push((start, end, token));
        }

        foreach (var (start, end, token) in path)
        {
            if (token >= 0)
                sink.Add(token, start, end);
            else
                Unknown(piece, start, end, sink);
        }

        void Offer(int start, int end, double score, int token)
        {
            if (best[end].Start < 0 || score > best[end].Score)
                best[end] = (score, start, token);
        }
    }

    // All bytes of what is unknown have a token, or none is taken.
    private void Unknown(ReadOnlySpan<char> piece, int start, int end, TokenSink sink)
    {
        var begin = sink.Tokens.Count;
        Span<int> bytes = stackalloc int[4];
        for (int at = start, taken; _bytes is not null && at < end; at += taken)
        {
            Rune.DecodeFromUtf16(piece[at..end], out var rune, out taken);
            var count = _bytes.Of(rune, bytes);
            foreach (var one in bytes[..count])
                sink.Add(one, at, at + taken);
            if (count > 0)
                continue;
            sink.Restart(begin);
            break;
        }

        if (sink.Tokens.Count == begin)
            sink.Add(_unknown ?? throw new TokenizerException("the text has a character that the model's tokenizer does not know, and the tokenizer has no token for such; take a model with one that covers this text"), start, end);
    }
}
