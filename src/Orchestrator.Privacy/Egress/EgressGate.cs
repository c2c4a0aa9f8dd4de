namespace Orchestrator.Privacy;

/// <summary>Analyses, judges and clears what leaves.</summary>
public sealed class EgressGate;
