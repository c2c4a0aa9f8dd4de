namespace Orchestrator.Inference.Chat;

/// <summary>The text of one answer, token by token. Not thread-safe.</summary>
public interface ITextJoiner
{
    /// <summary>Takes the next token and tells what can be said now: never half a character.</summary>
    /// <param name="token">The token.</param>
    string Append(int token);

    /// <summary>What was held back, when no more comes.</summary>
    string Finish();
}
