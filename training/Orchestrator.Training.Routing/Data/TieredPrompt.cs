namespace Orchestrator.Training.Data;

/// <summary>A prompt with what the models of the three tiers made of it, in the order of <see cref="Models"/>.</summary>
internal sealed record TieredPrompt(string Prompt, string Group, double[] Right, string[] Answers, double[] Characters)
{
    /// <summary>Stand for nano, mini and cloud.</summary>
    public static IReadOnlyList<string> Models { get; } = ["gemma-2-2b-it", "gemma-2-9b-it", "gpt-4o-2024-05-13"];
}
