namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Every piece is one token, known or not.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int unknown) : ITokenModel
{
    public void Tokenize(ReadOnlySpan<char> piece, TokenSink sink) => sink.Add(vocabulary.Find(piece) ?? unknown, 0, piece.Length);
}
