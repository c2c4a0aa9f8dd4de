namespace Orchestrator.Load.Reporting;

/// <summary>A promise and whether this run keeps it.</summary>
/// <param name="Promise">What is promised.</param>
/// <param name="Found">What was found, with the figures that it comes from.</param>
/// <param name="Met">Whether it is kept; null when this run did not measure it.</param>
internal sealed record Bar(string Promise, string Found, bool? Met);
