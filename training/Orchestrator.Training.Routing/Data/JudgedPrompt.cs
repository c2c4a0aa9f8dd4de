namespace Orchestrator.Training.Data;

/// <summary>A prompt and whether a weak and a strong model got it right (1) or not (0).</summary>
internal sealed record JudgedPrompt(string Prompt, string Group, double Weak, double Strong);
