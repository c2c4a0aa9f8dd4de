namespace Orchestrator.Inference.Taggers;

/// <summary>One row of a reliability table.</summary>
/// <param name="From">Lower bound of the confidence, inclusive.</param>
/// <param name="To">Upper bound of the confidence, exclusive but for 1.</param>
/// <param name="Count">Held-out texts with a confidence in the bin.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that was the model's own and recognised rightly.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);
