namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>The longest known beginning, then the longest known continuation, and so on: BERT's way. A word that cannot be made up so is unknown as a whole.</summary>
internal sealed class WordPieceModel(Vocabulary vocabulary, int unknown, string prefix, int longest) : ITokenModel
{
    public void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        var (count, begin) = (0, sink.Tokens.Count);
        foreach (var _ in piece.EnumerateRunes())
            count++;
        Span<char> word = count > longest ? [] : new char[prefix.Length + piece.Length];
        for (var (start, end) = (0, 0); start < piece.Length; start = end)
        {
            for (end = word.IsEmpty ? start : piece.Length; end > start; end -= char.IsLowSurrogate(piece[end - 1]) && end - start > 1 ? 2 : 1)
            {
                var candidate = word[..(start == 0 ? 0 : prefix.Length)];
                prefix.AsSpan(0, candidate.Length).CopyTo(word);
                piece[start..end].CopyTo(word[candidate.Length..]);
                if (!vocabulary.TryGet(word[..(candidate.Length + end - start)], out var token))
                    continue;
                sink.Add(token, start, end);
                break;
            }

            if (end > start)
                continue;
            sink.Restart(begin);
            sink.Add(unknown, 0, piece.Length);
            return;
        }
    }
}
