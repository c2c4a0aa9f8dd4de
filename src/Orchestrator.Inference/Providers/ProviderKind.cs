namespace Orchestrator.Inference.Providers;

/// <summary>What kind of API a provider has.</summary>
public enum ProviderKind
{
    /// <summary>OpenAI's chat completions: OpenAI, vLLM, Ollama, Foundry Local, OpenRouter and most others.</summary>
    OpenAI = 0,

    /// <summary>Azure OpenAI: chat completions of a deployment, with a key in <c>api-key</c>.</summary>
    AzureOpenAI = 1,

    /// <summary>Anthropic's messages.</summary>
    Anthropic = 2,
}
