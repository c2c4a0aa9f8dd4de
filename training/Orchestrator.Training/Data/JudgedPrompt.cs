namespace Orchestrator.Training.Data;

/// <summary>A prompt and the share of weak and of strong models that got it right.</summary>
internal sealed record JudgedPrompt(string Prompt, string Group, double Weak, double Strong)
{
    /// <summary>Models of about the ability of Mixtral 8x7B, in the sets that name many.</summary>
    public static readonly HashSet<string> WeakModels =
    [
        "Mixtral-8x7B-Instruct-v0.1", "gpt-3.5-turbo-0125", "Meta-Llama-3-8B-Instruct", "gemma-2-9b-it", "Meta-Llama-3.1-8B-Instruct", "Qwen2-7B-Instruct", "Yi-1.5-34B-Chat",
        "qwen2.5-7b-instruct", "mistral-7b-instruct-v0.3", "llama-3.1-8b-instruct",
    ];

    /// <summary>Models of about the ability of GPT-4.</summary>
    public static readonly HashSet<string> StrongModels =
    [
        "gpt-4-turbo-2024-04-09", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "Mistral-Large-2", "claude-3-opus-20240229", "Meta-Llama-3.1-405B-Instruct@hyperbolic", "claude-3-5-sonnet-20240620",
        "llama-3.1-nemotron-51b-instruct", "llama-3.3-nemotron-super-49b-v1",
    ];
}
