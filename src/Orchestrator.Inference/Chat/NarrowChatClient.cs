using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Chat;

/// <summary>
/// A decoder that knows a narrow domain and says when a request is outside of it: it holds back the first words until their probability
/// tells that they are right often enough, and a call of a tool until it is whole. Thread-safe. Owns the client.
/// </summary>
internal sealed class NarrowChatClient : DelegatingChatClient
{
    /// <summary>The manifest kind of such a decoder.</summary>
    public const string Kind = "decoder-narrow";

    /// <summary>So many tokens tell which answer it is.</summary>
    private const int FirstTokens = 12;

    /// <summary>A call as probable as this is not asked for again: the other orders would tell the same.</summary>
    private const double SureEnough = 0.95;

    private readonly DecoderChatClient _decoder;
    private readonly NarrowSettings _settings;

    public NarrowChatClient(DecoderChatClient decoder, NarrowSettings settings) : base(decoder) => (_decoder, _settings) = (decoder, settings);

    /// <summary>Calibrated probability in 0..1 that this model would answer the text rightly: it reads the text and writes nothing. A text that it cannot read to its end is not its own.</summary>
    public async Task<double> ConfidenceAsync(string text, CancellationToken cancellationToken) =>
        _settings.Before.Apply(text.Length > _settings.Reads ? 0 : 1 - await PassesAsync(text, cancellationToken));

    /// <summary>The probability that it passes on the text.</summary>
    public async Task<double> PassesAsync(string text, CancellationToken cancellationToken)
    {
        var logits = await _decoder.FirstLogitsAsync([new(ChatRole.User, text)], cancellationToken);
        var (largest, sum) = (float.NegativeInfinity, 0.0);
        foreach (var x in logits)
            largest = Math.Max(largest, x);
        foreach (var x in logits)
            sum += Math.Exp(x - largest);
        return Math.Exp(logits[_settings.PassToken] - largest) / sum;
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
            updates.Add(update);
        var response = updates.ToChatResponse();
        foreach (var (key, value) in updates.SelectMany(u => u.AdditionalProperties ?? []).Where(p => p.Key is ModelResponseKeys.Confidence or ModelResponseKeys.Declined))
            (response.AdditionalProperties ??= [])[key] = value;
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = options?.AdditionalProperties?.TryGetValue("logprobs", out var logs) is true && logs is true;
        var inner = options?.Clone() ?? new ChatOptions();
        (inner.AdditionalProperties ??= [])["logprobs"] = true;
        List<ChatMessage> all = [.. messages];
        var (held, written) = (new List<ChatResponseUpdate>(), new List<SampledToken>());
        var (sum, count, sure, overruled) = (0.0, 0, false, false);
        await foreach (var update in base.GetStreamingResponseAsync(all, inner, cancellationToken))
        {
            if (!sure && update.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var made) is true && made is IEnumerable<SampledToken> tokens)
            {
                foreach (var token in tokens)
                {
                    if (count == 0 && token.Id == _settings.PassToken)
                    {
                        yield return Declined(update, _settings.Answer.Apply(0));
                        yield break;
                    }

                    sum += token.LogProbability ?? 0;
                    count++;
                    written.Add(token);
                }
            }

            if (!asked || overruled)
                update.AdditionalProperties?.Remove(ModelResponseKeys.LogProbabilities);
            if (overruled)
                Silence(update, null);
            held.Add(update);
            if (!sure && !IsWhole(update) && count < FirstTokens)
                continue;
            if (!sure)
            {
                var probability = Math.Exp(sum);
                if (_settings.Ballots > 1 && probability < SureEnough && held.Count == 1 && CallIn(update) is { } call)
                {
                    var ballot = await ElectAsync(new(call, written, probability), all, inner, cancellationToken);
                    probability = ballot.Probability;
                    overruled = ballot.Call != call;
                    update.Contents[update.Contents.IndexOf(call)] = ballot.Call!;
                    if (overruled)
                        Silence(update, ballot.Call);
                    if (asked)
                        (update.AdditionalProperties ??= [])[ModelResponseKeys.LogProbabilities] = ballot.Tokens;
                }

                var confidence = _settings.Confidence(probability, CallIn(update) is not null);
                if (confidence < _settings.Threshold || count == 0)
                {
                    yield return Declined(update, confidence);
                    yield break;
                }

                (sure, (held[0].AdditionalProperties ??= [])[ModelResponseKeys.Confidence]) = (true, confidence);
            }

            foreach (var ready in held)
                yield return ready;
            held.Clear();
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(NarrowChatClient) ? this : base.GetService(serviceType, serviceKey);

    private static FunctionCallContent? CallIn(ChatResponseUpdate update) => update.Contents.OfType<FunctionCallContent>().FirstOrDefault();

    private async Task<CallBallot> ElectAsync(CallBallot first, List<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var ballots = new List<CallBallot> { first };
        for (var turn = 1; turn < _settings.Ballots; turn++)
        {
            var again = options.Clone();
            again.Tools = CallBallot.Reordered(options.Tools ?? [], turn);
            try
            {
                ballots.Add(await AskAsync(messages, again, cancellationToken));
            }
            catch (TargetException e) when (e.Code == "busy")
            {
                // Others wait for the model, and there is an answer already.
                break;
            }
        }

        return CallBallot.Elect(ballots);
    }

    // An answer of several calls is counted by its first, as only one was asked about.
    private async Task<CallBallot> AskAsync(List<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var tokens = new List<SampledToken>();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var made) is true && made is IEnumerable<SampledToken> some)
                tokens.AddRange(some);
            if (IsWhole(update))
                return new(CallIn(update), tokens, Math.Exp(tokens.Sum(t => t.LogProbability ?? 0)));
        }

        return new(null, tokens, 0);
    }

    // What else an answer says whose call was overruled is not part of the one that was elected: it may well be the same call again.
    private static void Silence(ChatResponseUpdate update, FunctionCallContent? but)
    {
        for (var i = update.Contents.Count - 1; i >= 0; i--)
        {
            if (update.Contents[i] is TextContent or FunctionCallContent && update.Contents[i] != but)
                update.Contents.RemoveAt(i);
        }
    }

    private static bool IsWhole(ChatResponseUpdate update) => update.FinishReason is not null || CallIn(update) is not null;

    private ChatResponseUpdate Declined(ChatResponseUpdate update, double confidence)
    {
        var usage = update.Contents.OfType<UsageContent>();
        return new(ChatRole.Assistant, [new TextContent(_settings.Declines), .. usage])
        {
            ResponseId = update.ResponseId,
            MessageId = update.MessageId,
            ModelId = update.ModelId,
            FinishReason = ChatFinishReason.Stop,
            AdditionalProperties = new() { [ModelResponseKeys.Confidence] = confidence, [ModelResponseKeys.Declined] = true },
        };
    }
}
