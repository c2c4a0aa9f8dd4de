namespace Orchestrator.Inference.Local;

/// <summary>One set a model was trained on.</summary>
/// <param name="Name">The set's name.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Licence">Its licence, as an SPDX identifier where there is one.</param>
/// <param name="Examples">How many different examples were drawn from it.</param>
public sealed record TrainingSet(string Name, string Source, string Licence, int Examples);
