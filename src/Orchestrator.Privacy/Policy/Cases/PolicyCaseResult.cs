namespace Orchestrator.Privacy;

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Verdict">What the policy says.</param>
/// <param name="Passed">Whether that is what the case expects.</param>
public sealed record PolicyCaseResult(PolicyCase Case, ZoneVerdict Verdict, bool Passed);
