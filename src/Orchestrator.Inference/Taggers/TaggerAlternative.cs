namespace Orchestrator.Inference.Taggers;

/// <summary>Another reading of the text.</summary>
/// <param name="Intent">The likeliest intent of the group.</param>
/// <param name="Confidence">Calibrated probability of the group.</param>
public sealed record TaggerAlternative(string Intent, double Confidence);
