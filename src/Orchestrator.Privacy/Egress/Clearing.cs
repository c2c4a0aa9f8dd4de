namespace Orchestrator.Privacy;

/// <summary>A request cleared with pseudonyms.</summary>
/// <param name="Cleared">What is sent; a connector gets this and nothing else.</param>
/// <param name="Pseudonyms">What restores the answer. It stays with whoever decided.</param>
public sealed record Clearing(Cleared<ModelRequest> Cleared, PseudonymMap Pseudonyms);
