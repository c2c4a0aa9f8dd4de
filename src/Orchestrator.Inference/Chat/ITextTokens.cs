namespace Orchestrator.Inference.Chat;

/// <summary>What a decoder's vocabulary means in text. Thread-safe.</summary>
public interface ITextTokens
{
    /// <summary>The tokens of a rendered prompt. Special tokens that are written out in it are recognised, none is added.</summary>
    /// <param name="text">The text.</param>
    IReadOnlyList<int> Encode(string text);

    /// <summary>Starts to put tokens together to text again.</summary>
    ITextJoiner Start();

    /// <summary>The bytes that a token writes; null for one that writes none, such as the end of an answer.</summary>
    /// <param name="token">The token.</param>
    byte[]? BytesOf(int token);
}
