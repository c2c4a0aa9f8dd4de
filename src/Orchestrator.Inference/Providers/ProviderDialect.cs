using System.Net.Http.Headers;
using Orchestrator.Protocol.Anthropic;
using Orchestrator.Protocol.OpenAi;
using Orchestrator.Protocol.Providers;

namespace Orchestrator.Inference.Providers;

/// <summary>How one kind of provider is spoken to. Immutable.</summary>
internal sealed record ProviderDialect
{
    private const string AnthropicVersion = "2023-06-01";

    /// <summary>What the kind is called in advice to operators.</summary>
    public required string ApiName { get; init; }

    /// <summary>Where answers are asked for, relative to the base URL.</summary>
    public required string Path { get; init; }

    /// <summary>Where the listing of models is, relative to the base URL.</summary>
    public string ProbePath { get; init; } = "models";

    /// <summary>How bodies are written.</summary>
    public required RequestForm Form { get; init; }

    /// <summary>Makes a reader for one answer.</summary>
    public required Func<IAnswerStreamReader> NewReader { get; init; }

    /// <summary>Shows the key, and what else each request carries.</summary>
    public required Action<HttpRequestHeaders, string?> SetHeaders { get; init; }

    public static ProviderDialect Of(ProviderOptions options) => options.Kind switch
    {
        ProviderKind.Anthropic => new()
        {
            ApiName = "Anthropic's messages API",
            Path = "messages",
            Form = new(RequestFormKind.AnthropicMessages) { DefaultOutputTokens = options.DefaultOutputTokens },
            NewReader = static () => new AnthropicStreamReader(),
            SetHeaders = static (headers, key) =>
            {
                headers.Add("anthropic-version", AnthropicVersion);
                if (key is not null)
                    headers.Add("x-api-key", key);
            },
        },
        ProviderKind.AzureOpenAI => ChatCompletions(options) with
        {
            // Without a version the base URL is that of the v1 API, which is OpenAI's own shape with Azure's key.
            Path = options.ApiVersion is { } version
                ? $"openai/deployments/{Uri.EscapeDataString(options.Model)}/chat/completions?api-version={Uri.EscapeDataString(version)}"
                : "chat/completions",
            ProbePath = options.ApiVersion is { } listing ? $"openai/models?api-version={Uri.EscapeDataString(listing)}" : "models",
            SetHeaders = static (headers, key) =>
            {
                if (key is not null)
                    headers.Add("api-key", key);
            },
        },
        _ => ChatCompletions(options),
    };

    private static ProviderDialect ChatCompletions(ProviderOptions options) => new()
    {
        ApiName = "an OpenAI-compatible API",
        Path = "chat/completions",
        Form = new() { UseMaxCompletionTokens = options.UseMaxCompletionTokens },
        NewReader = static () => new ChatCompletionStreamReader(),
        SetHeaders = static (headers, key) => headers.Authorization = key is null ? null : new("Bearer", key),
    };
}
