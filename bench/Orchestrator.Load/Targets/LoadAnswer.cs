namespace Orchestrator.Load.Targets;

/// <summary>How one request went.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="FirstContentAt">When the first content arrived, as a Stopwatch timestamp; 0 when none did.</param>
internal readonly record struct LoadAnswer(LoadOutcome Outcome, long FirstContentAt);
