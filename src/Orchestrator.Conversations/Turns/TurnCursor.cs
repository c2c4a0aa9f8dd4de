namespace Orchestrator.Conversations;

/// <summary>Where a reader stands in a turn: how many UTF-8 bytes of which attempt's text it has. The default is the start.</summary>
/// <param name="Attempt">The attempt, from 1; 0 for the start.</param>
/// <param name="Offset">UTF-8 bytes of that attempt's text already read.</param>
public readonly record struct TurnCursor(int Attempt, long Offset);
