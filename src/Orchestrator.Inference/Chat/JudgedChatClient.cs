using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Chat;

/// <summary>Says at the end of a model's answer how likely it is to be wrong. Thread-safe. Owns the client.</summary>
internal sealed class JudgedChatClient(IChatClient client, AnswerJudge judge) : DelegatingChatClient(client)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
            updates.Add(update);
        var response = updates.ToChatResponse();
        foreach (var (key, value) in updates.SelectMany(u => u.AdditionalProperties ?? []).Where(p => p.Key != ModelResponseKeys.LogProbabilities))
            (response.AdditionalProperties ??= [])[key] = value;
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = DecoderChatClient.Asks(options);
        var inner = options?.Clone() ?? new ChatOptions();
        (inner.AdditionalProperties ??= [])["logprobs"] = true;
        List<ChatMessage> all = [.. messages];
        var (made, text, calls) = (new List<double>(), new StringBuilder(), false);
        await foreach (var update in base.GetStreamingResponseAsync(all, inner, cancellationToken))
        {
            if (update.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var told) is true && told is IEnumerable<SampledToken> tokens)
                made.AddRange(tokens.Select(static t => t.LogProbability ?? 0));
            if (!asked)
                update.AdditionalProperties?.Remove(ModelResponseKeys.LogProbabilities);
            text.Append(update.Text);
            calls |= update.Contents.OfType<FunctionCallContent>().Any();
            if (update.FinishReason is { } finish)
                (update.AdditionalProperties ??= [])[ModelResponseKeys.Risk] = Risk(all, inner, text.ToString(), made, calls, finish);
            yield return update;
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(AnswerJudge) ? judge : base.GetService(serviceType, serviceKey);

    private AnswerRisk Risk(List<ChatMessage> messages, ChatOptions options, string text, List<double> made, bool calls, ChatFinishReason finish)
    {
        var json = options.ResponseFormat is ChatResponseFormatJson;
        var domain = AnswerDomain.Of(messages.FindLast(static m => m.Role == ChatRole.User)?.Text ?? "", calls, json);

        // What is not in the form that was asked for is wrong, however sure the model was of it.
        return json && !calls && !IsJson(text)
            ? new(domain, 1)
            : judge.Risk(domain, judge.Probability(AnswerSignals.Of(made, calls, finish == ChatFinishReason.Length)));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
