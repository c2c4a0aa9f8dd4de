using Orchestrator.Privacy;
using Orchestrator.Protocol.Anthropic;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Protocol.Providers;

/// <summary>How a provider wants a request's body written, so that whoever clears it writes the very bytes that are sent.</summary>
/// <param name="Kind">The protocol.</param>
public sealed record RequestForm(RequestFormKind Kind = RequestFormKind.ChatCompletions)
{
    /// <summary>Chat completions: the limit of tokens is written as <c>max_completion_tokens</c>.</summary>
    public bool UseMaxCompletionTokens { get; init; }

    /// <summary>Anthropic messages, which insist on a limit: the limit when the caller sets none.</summary>
    /// <value>The default is 8,192.</value>
    public int DefaultOutputTokens { get; init; } = 8192;

    /// <summary>What writes the body.</summary>
    /// <param name="model">The model's name at the provider.</param>
    public IEgressCodec CodecFor(string model) => Kind switch
    {
        RequestFormKind.AnthropicMessages => new AnthropicMessagesCodec(model, DefaultOutputTokens),
        _ => new ChatCompletionsCodec(model) { UseMaxCompletionTokens = UseMaxCompletionTokens },
    };
}
