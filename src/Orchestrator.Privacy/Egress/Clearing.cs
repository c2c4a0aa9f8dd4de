namespace Orchestrator.Privacy;

/// <summary>A request cleared with pseudonyms.</summary>
/// <param name="Cleared">What is sent; a connector gets this and nothing else.</param>
/// <param name="Pseudonyms">What restores the answer. It stays with whoever decided.</param>
/// <param name="Record">What the ledger must hold before it is sent; null when nothing leaves the zone where the text is.</param>
public sealed record Clearing(Cleared<ModelRequest> Cleared, PseudonymMap Pseudonyms, LedgerRecord? Record);
