namespace Orchestrator.Training.Data;

/// <summary>A prompt and the share of weak and of strong models that got it right, each 0 to 1; <paramref name="Weight"/> is what it counts in training.</summary>
internal sealed record JudgedPrompt(string Prompt, string Group, double Weak, double Strong, double Weight = 1);
