namespace Orchestrator.Privacy;

/// <summary>A clearance as the ledger keeps it: what was decided, and all that the decision depended on, so that it can be replayed. Never content.</summary>
/// <param name="Entry">What left, for where, by which rules.</param>
/// <param name="Policy">The policy that decided.</param>
/// <param name="Question">What the policy was asked, with only those circumstances that it names.</param>
public sealed record LedgerRecord(LedgerEntry Entry, PrivacyPolicy Policy, PolicyQuestion Question);
