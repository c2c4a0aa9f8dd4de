namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>Takes tokens and, if asked, the parts of the piece that they stand for. Of one call.</summary>
internal sealed class TokenSink(bool tracked)
{
    public List<int> Tokens { get; } = [];

    /// <summary>Starts and ends in the piece; empty unless they are tracked.</summary>
    public List<(int Start, int End)> Spans { get; } = [];

    public void Add(int token, int start, int end)
    {
        Tokens.Add(token);
        if (tracked)
            Spans.Add((start, end));
    }

    /// <summary>Forgets the tokens behind the first so many.</summary>
    public void Restart(int count)
    {
        Tokens.RemoveRange(count, Tokens.Count - count);
        if (tracked)
            Spans.RemoveRange(count, Spans.Count - count);
    }
}
