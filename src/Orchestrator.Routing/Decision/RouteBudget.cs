namespace Orchestrator.Routing;

/// <summary>What the caller may still spend.</summary>
/// <param name="Left">US dollars, at most.</param>
/// <param name="Of">Which budget that is, in plain words.</param>
public sealed record RouteBudget(decimal Left, string Of);
