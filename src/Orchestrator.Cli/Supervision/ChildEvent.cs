namespace Orchestrator.Cli.Supervision;

/// <summary>What happened to a child.</summary>
internal abstract record ChildEvent(ChildSpec Child);

/// <summary>Its process runs.</summary>
internal sealed record ChildStarted(ChildSpec Child, int Pid) : ChildEvent(Child);

/// <summary>It answers as ready; degraded when a part that it can do without is not there.</summary>
internal sealed record ChildReady(ChildSpec Child, int Pid, TimeSpan After, bool Degraded) : ChildEvent(Child);

/// <summary>It ended without being asked; it is started again after a while, or no more.</summary>
internal sealed record ChildDied(ChildSpec Child, int ExitCode, TimeSpan? RestartAfter, IReadOnlyList<string> LastLines) : ChildEvent(Child);

/// <summary>It was to be started again, and could not be; it is tried again after a while, or no more.</summary>
internal sealed record ChildNotStarted(ChildSpec Child, string Why, TimeSpan? RetryAfter) : ChildEvent(Child);

/// <summary>It was stopped because it was asked for, and stays so until that is taken back.</summary>
internal sealed record ChildHeld(ChildSpec Child) : ChildEvent(Child);
