namespace Orchestrator.Routing;

/// <summary>What the caller may still spend.</summary>
/// <param name="Left">US dollars, at most.</param>
/// <param name="Of">Which budget that is, in plain words.</param>
public sealed record RouteBudget(decimal Left, string Of)
{
    /// <summary>Nobody could be asked how much that is: nothing may be spent now, and in a moment that may be otherwise.</summary>
    public bool Unknown { get; init; }
}
