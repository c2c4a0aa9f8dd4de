namespace Orchestrator.Protocol.Providers;

/// <summary>The protocols in which requests are written to providers.</summary>
public enum RequestFormKind
{
    /// <summary>OpenAI's chat completions, which most providers speak.</summary>
    ChatCompletions = 0,

    /// <summary>Anthropic's messages.</summary>
    AnthropicMessages = 1,
}
