using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Taggers;

/// <summary>Holds a reply to what the caller allows: it ends before a stop sequence, and after so many words, which stand in for tokens.</summary>
internal static class ReplyCut
{
    /// <returns>The reply, and whether the limit of tokens ended it.</returns>
    public static (string Text, bool Cut) Of(string text, ChatOptions? options)
    {
        foreach (var stop in options?.StopSequences ?? [])
        {
            if (stop.Length > 0 && text.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var at)
                text = text[..at];
        }

        if (options?.MaxOutputTokens is not { } most)
            return (text, false);
        var kept = string.Concat(ResponsePieces.Words(text).Take(most));
        return (kept, kept.Length < text.TrimEnd().Length);
    }
}
