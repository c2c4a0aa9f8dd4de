namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Makes tokens of one piece of text. Thread-safe.</summary>
internal interface ITokenModel
{
    void Tokenize(ReadOnlySpan<char> piece, TokenSink sink);

    /// <summary>How much of the beginning of a piece can be made into tokens without looking at the rest; the whole length where that is not known.</summary>
    int Alone(ReadOnlySpan<char> piece) => piece.Length;
}
