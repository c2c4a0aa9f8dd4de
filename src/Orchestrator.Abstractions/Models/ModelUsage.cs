namespace Orchestrator;

/// <summary>What an answer took, in tokens.</summary>
/// <param name="InputTokens">Prompt tokens, cached ones included.</param>
/// <param name="OutputTokens">Completion tokens.</param>
public sealed record ModelUsage(long InputTokens, long OutputTokens);
