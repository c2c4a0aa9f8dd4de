using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// A tagger behind the chat interface. It reads the last user message; a command becomes a call of a declared tool, a
/// question gets its prepared answer, and anything else an honest "not mine". No reply claims that something was done.
/// Thread-safe. Owns the model.
/// </summary>
public sealed class TaggerChatClient : IChatClient
{
    readonly TaggerModel _model;
    readonly ToolMatcher _tools;
    readonly CommandReplies _commands;
    readonly PreparedAnswers _answers;
    readonly ChatClientMetadata _metadata;

    /// <summary>Wraps a model, which it owns from now on.</summary>
    /// <param name="model">A loaded tagger.</param>
    /// <param name="options">Aliases of tools and parameters; null for none.</param>
    public TaggerChatClient(TaggerModel model, TaggerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _tools = new ToolMatcher(model.Labels, options ?? new TaggerOptions());
        _commands = new CommandReplies(model.Labels, model.Answers);
        _answers = new PreparedAnswers(model.Answers);
        _metadata = new ChatClientMetadata("orchestrator", null, model.Id);
    }

    bool Commands => _model.Manifest.Kind == TaggerModel.CommandsKind;

    /// <summary>Calibrated probability in 0..1 that this model would answer the text rightly: a cheap look before routing.</summary>
    public double Confidence(string text)
    {
        var result = _model.Tag(text);
        return result.IsMine ? result.Confidence : Math.Min(result.Confidence, _model.Threshold);
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Respond([.. messages], options));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in ResponsePieces.Of(response))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_model) ? _model
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    ChatResponse Respond(List<ChatMessage> messages, ChatOptions? options)
    {
        var question = messages.FindLast(m => m.Role == ChatRole.User)?.Text ?? "";
        var result = _model.Tag(question);
        var reply = (Commands ? Command(messages, result, options) : Answer(result)).Within(options);
        return new ChatResponse(reply.Message)
        {
            ResponseId = $"tagger-{Guid.NewGuid():N}",
            ModelId = _model.Id,
            FinishReason = reply.Calls ? ChatFinishReason.ToolCalls : reply.Cut ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = Usage(messages, reply.Message),
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                [ModelResponseKeys.Confidence] = result.Confidence,
                [ModelResponseKeys.Declined] = reply.Declined,
                [ModelResponseKeys.Intent] = result.Intent,
            },
        };
    }

    Reply Command(List<ChatMessage> messages, TaggerResult result, ChatOptions? options)
    {
        if (messages.Count > 0 && messages[^1].Role == ChatRole.Tool)
            return Reply.Says(Reports(messages));
        if (!result.IsMine)
            return Reply.Declines(_commands.NotMine);
        var choice = options?.ToolMode is NoneChatToolMode ? null : _tools.Match(result, options?.Tools);
        if (choice is null)
            return Reply.Says(_commands.NoTool(result));
        if (choice.Misfits)
            return Reply.Declines(_commands.MissingArguments(result, choice));
        return choice.Missing.Count > 0
            ? Reply.Says(_commands.MissingArguments(result, choice))
            : Reply.Asks(new FunctionCallContent($"call_{Guid.NewGuid():N}", choice.Tool.Name, choice.Arguments));
    }

    Reply Answer(TaggerResult result) => _answers.For(result) is { } answer ? Reply.Says(answer) : Reply.Declines(_answers.NotMine);

    string Reports(List<ChatMessage> messages)
    {
        var calls = messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()
            .GroupBy(c => c.CallId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Name, StringComparer.Ordinal);
        var last = messages.FindLastIndex(m => m.Role != ChatRole.Tool) + 1;
        var reports = messages.Skip(last).SelectMany(m => m.Contents).OfType<FunctionResultContent>()
            .Select(r => _commands.ToolReport(calls.GetValueOrDefault(r.CallId, "tool"), r));
        return string.Join("\n", reports);
    }

    /// <summary>Words stand in for tokens: the model has no tokenizer of its own.</summary>
    static UsageDetails Usage(List<ChatMessage> messages, ChatMessage reply)
    {
        long input = messages.Sum(m => Words(m.Text));
        long output = reply.Contents.Sum(c => c is FunctionCallContent call ? 1 + (call.Arguments?.Sum(a => 1 + Words(Convert.ToString(a.Value, CultureInfo.InvariantCulture))) ?? 0) : c is TextContent t ? Words(t.Text) : 0);
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    static int Words(string? text)
    {
        var words = 0;
        var inside = false;
        foreach (var c in text ?? "")
        {
            var blank = char.IsWhiteSpace(c);
            words += !blank && !inside ? 1 : 0;
            inside = !blank;
        }

        return words;
    }

    readonly record struct Reply(ChatMessage Message, bool Declined, bool Calls)
    {
        /// <summary>Whether the caller's limit of tokens ended it.</summary>
        public bool Cut { get; private init; }

        public Reply Within(ChatOptions? options)
        {
            if (Calls || Declined)
                return this;
            var (text, cut) = ReplyCut.Of(Message.Text, options);
            return Says(text) with { Cut = cut };
        }

        public static Reply Says(string text) => new(new ChatMessage(ChatRole.Assistant, text), false, false);

        public static Reply Declines(string text) => new(new ChatMessage(ChatRole.Assistant, text), true, false);

        public static Reply Asks(FunctionCallContent call) => new(new ChatMessage(ChatRole.Assistant, [call]), false, true);
    }
}
