using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Inference.Templates;

namespace Orchestrator.Inference.Chat;

/// <summary>
/// A decoder behind the chat interface: messages are rendered by the model's template, answers are held to the format and the tools that
/// the options ask for. Several answers at once share the model token by token. Thread-safe. Owns the scheduler.
/// </summary>
public sealed class DecoderChatClient : IChatClient
{
    private readonly DecoderScheduler _scheduler;
    private readonly ITextTokens _tokens;
    private readonly ChatTemplate _template;
    private readonly DecoderChatOptions _options;
    private readonly AnswerConstraints _constraints;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Makes the client.</summary>
    /// <param name="scheduler">What runs the model; the client owns it from now on.</param>
    /// <param name="tokens">The model's vocabulary.</param>
    /// <param name="template">The model's chat template.</param>
    /// <param name="options">Its name, and how it writes calls.</param>
    public DecoderChatClient(DecoderScheduler scheduler, ITextTokens tokens, ChatTemplate template, DecoderChatOptions options)
    {
        (_scheduler, _tokens, _template, _options) = (scheduler, tokens, template, options);
        _constraints = new(tokens, scheduler.Model.Config.Vocabulary, options);
        _metadata = new("orchestrator", null, options.Id);
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>busy</c>, with the time to wait; <c>rejected</c>: the prompt is longer than the context, the template refuses the messages, a schema or a setting cannot be kept to.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>busy</c>, with the time to wait; <c>rejected</c>: the prompt is longer than the context, the template refuses the messages, a schema or a setting cannot be kept to.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<AIFunctionDeclaration> tools = options?.ToolMode is NoneChatToolMode ? [] : [.. options?.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        var prompt = Prompt(messages, options, tools);

        // Whoever stops reading stops the answer.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var generation = Start(prompt, options, tools, messages, stop.Token);
            var (id, asked) = ($"decoder-{Guid.NewGuid():N}", Asks(options));
            var (joiner, stops, calls) = (_tokens.Start(), new StopStrings(options?.StopSequences ?? []), new ToolCallText(_options.ToolCalls, tools.Select(t => t.Name).ToHashSet(StringComparer.Ordinal)));
            var (written, told) = (0, 0);
            List<SampledToken> made = [];
            await foreach (var token in generation.ReadAsync(cancellationToken))
            {
                written++;
                if (asked)
                    made.Add(token);
                var said = calls.Append(stops.Append(joiner.Append(token.Id)));
                if (said.Length > 0 || calls.Calls.Count > told)
                {
                    yield return Update(id, said, calls.Calls.Skip(told), made);
                    (told, made) = (calls.Calls.Count, []);
                }

                if (stops.Stopped)
                    break;
            }

            var rest = stops.Stopped ? "" : joiner.Finish();
            rest = calls.Append(stops.Append(rest) + stops.Finish()) + calls.Finish();
            yield return Ended(Update(id, rest, calls.Calls.Skip(told), made), prompt.Count, written, stops.Stopped ? "stop" : generation.FinishReason, calls.Calls.Count > 0);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_scheduler.Model) ? _scheduler.Model
            : serviceType.IsInstanceOfType(_scheduler) ? _scheduler
            : serviceType.IsInstanceOfType(_scheduler.Model.Description) ? _scheduler.Model.Description
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _scheduler.Dispose();

    /// <summary>The model's logits for the first token of its answer. What it has read of the messages is kept for whoever asks for the answer.</summary>
    /// <exception cref="TargetException"><c>busy</c>, with the time to wait; <c>rejected</c>: the messages are longer than the context, or the template refuses them.</exception>
    internal Task<float[]> FirstLogitsAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) =>
        _scheduler.ReadAsync(Prompt(messages, null, []), cancellationToken);

    private IReadOnlyList<int> Prompt(IEnumerable<ChatMessage> messages, ChatOptions? options, List<AIFunctionDeclaration> tools)
    {
        try
        {
            return _tokens.Encode(_template.Render(TemplateContext.Of(messages, tools, _options.SpecialTokens, options?.Instructions), _options.Time));
        }
        catch (TemplateException e)
        {
            // What a template raises may quote what it was given.
            throw new TargetException("rejected", $"the model's chat template refuses these messages at line {e.Line}, {e.Construct}; send the roles that this model knows, in the order that it expects", e);
        }
    }

    private Generation Start(IReadOnlyList<int> prompt, ChatOptions? options, List<AIFunctionDeclaration> tools, IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var advised = _scheduler.Model.Config.Sampling;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = options?.MaxOutputTokens,
            Constraint = _constraints.For(options, tools, messages.LastOrDefault(static m => m.Role == ChatRole.User)?.Text ?? ""),
            Sampling = advised with
            {
                Temperature = options?.Temperature ?? advised.Temperature,
                TopP = options?.TopP ?? advised.TopP,
                TopK = options?.TopK ?? advised.TopK,
                FrequencyPenalty = options?.FrequencyPenalty ?? advised.FrequencyPenalty,
                PresencePenalty = options?.PresencePenalty ?? advised.PresencePenalty,
                Seed = options?.Seed,
                LogProbabilities = Asks(options),
            },
        };
        try
        {
            return _scheduler.Start(request, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new TargetException("rejected", "the model cannot take this request: " + e.Message, e);
        }
    }

    internal static bool Asks(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue("logprobs", out var asked) is true && asked is true;

    private ChatResponseUpdate Update(string id, string text, IEnumerable<FunctionCallContent> calls, List<SampledToken> made)
    {
        var contents = new List<AIContent>(calls);
        if (text.Length > 0)
            contents.Insert(0, new TextContent(text));
        return new(ChatRole.Assistant, contents)
        {
            ResponseId = id,
            MessageId = id,
            ModelId = _options.Id,
            AdditionalProperties = made.Count == 0 ? null : new() { [ModelResponseKeys.LogProbabilities] = made },
        };
    }

    private static ChatResponseUpdate Ended(ChatResponseUpdate update, int read, int written, string? reason, bool called)
    {
        // A call that was cut off is none, and its answer says that it was cut off.
        update.FinishReason = reason == "length" ? ChatFinishReason.Length : called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
        update.Contents.Add(new UsageContent(new() { InputTokenCount = read, OutputTokenCount = written, TotalTokenCount = read + written }));
        return update;
    }
}
