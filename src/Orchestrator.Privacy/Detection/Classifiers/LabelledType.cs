namespace Orchestrator.Privacy;

/// <summary>What a label of a model means.</summary>
/// <param name="Type">The finding's type.</param>
/// <param name="Threshold">The least score that counts, above 0 and at most 1.</param>
internal readonly record struct LabelledType(string Type, double Threshold);
