namespace Orchestrator.Inference.Sampling;

/// <summary>A token that was chosen.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">The natural logarithm of its probability as the model sees it, before penalties and temperature; null when nobody asked.</param>
public readonly record struct SampledToken(int Id, double? LogProbability);
