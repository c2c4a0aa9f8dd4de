namespace Orchestrator.Cli.Privacy;

/// <summary>What one zone would read of a text.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Verdict">What it may read.</param>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="Reads">The text that it would read; null when it reads nothing.</param>
internal sealed record ZoneView(Zone Zone, Verdict Verdict, string Reason, string? Reads);
