using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Embeddings;

namespace Orchestrator.Api.Access;

/// <summary>How much a key may ask in a minute. Thread-safe.</summary>
internal sealed class KeyLimits(ApiKeyOptions options, TimeProvider time)
{
    // Four characters a token is the usual rule of thumb; the end corrects it.
    private const int CharactersOfToken = 4;
    private const int AssumedOutputTokens = 512;

    private readonly RateLimit _requests = new("requests", options.RequestsPerMinute, time);
    private readonly RateLimit _tokens = new("tokens", options.TokensPerMinute, time);

    /// <summary>Whether these are the limits of those options, so that a count may go on.</summary>
    public bool Fit(ApiKeyOptions other) => (_requests.PerMinute, _tokens.PerMinute) == (other.RequestsPerMinute, other.TokensPerMinute);

    /// <summary>Takes one call.</summary>
    /// <exception cref="OrchestratorException">There is none left; the error says when there is.</exception>
    public void TakeCall(IHeaderDictionary headers) => _requests.Take(1, headers);

    /// <summary>Takes the tokens that a turn is expected to use.</summary>
    /// <returns>How many; <see cref="Used"/> corrects them.</returns>
    /// <exception cref="OrchestratorException">So many are not left; the error says when they are, if ever.</exception>
    public long TakeTokens(TurnRequest request, IHeaderDictionary headers)
    {
        if (_tokens.PerMinute is not { } most)
            return 0;
        var prompt = (request.History.Sum(static m => (long)m.Text.Length) + request.Input.Sum(static m => (long)m.Text.Length)) / CharactersOfToken;
        // A limit below nothing is refused later; it must not give tokens back before.
        return TakeTokens(prompt + Math.Max(0, request.Options.MaxOutputTokens ?? Math.Min(AssumedOutputTokens, most - prompt)), headers);
    }

    /// <summary>Takes the tokens of texts that are to be embedded.</summary>
    /// <returns>How many; <see cref="Used"/> corrects them.</returns>
    /// <exception cref="OrchestratorException">So many are not left; the error says when they are, if ever.</exception>
    public long TakeTokens(EmbeddingRequest request, IHeaderDictionary headers) =>
        TakeTokens(request.Inputs.Sum(static i => Math.Max(1, (long)i.Tokens.Length + ((i.Text?.Length ?? 0) / CharactersOfToken))), headers);

    /// <summary>The call ended. What it used is not known when it failed, and then nothing is counted.</summary>
    public void Used(long taken, ModelUsage? usage) => _tokens.Correct(taken, usage is null ? 0 : usage.InputTokens + usage.OutputTokens);

    private long TakeTokens(long tokens, IHeaderDictionary headers)
    {
        _tokens.Take(tokens, headers);
        return tokens;
    }
}
