namespace Orchestrator.Inference.Encoders;

/// <summary>A label and how sure the model is of it.</summary>
/// <param name="Label">The label as the model's configuration names it.</param>
/// <param name="Score">0 to 1, as the model has it: not calibrated.</param>
public readonly record struct LabelScore(string Label, float Score);
