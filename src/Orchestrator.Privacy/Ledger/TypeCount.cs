namespace Orchestrator.Privacy;

/// <summary>How often a type of finding occurs.</summary>
/// <param name="Type">The type, such as <c>CREDIT_CARD</c>.</param>
/// <param name="Count">How often.</param>
public sealed record TypeCount(string Type, int Count);
