namespace Orchestrator.Conversations;

/// <summary>
/// An attempt began. Text of an earlier attempt is void from here on: it was a draft, and the new attempt's text starts at offset 0.
/// </summary>
/// <param name="Route">The route with the new attempt's target.</param>
public sealed record AttemptBegan(TurnRoute Route) : TurnUpdate;
