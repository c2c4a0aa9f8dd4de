namespace Orchestrator.Storage.Ledgers;

/// <summary>Where a ledger stands.</summary>
/// <param name="Size">How many records there are.</param>
/// <param name="Root">The root of the tree of all of them.</param>
/// <param name="Length">Where the next line begins.</param>
/// <param name="Previous">The last record's hash.</param>
/// <param name="Subtrees">The roots of the tree's full subtrees.</param>
public sealed record LedgerHead(long Size, string Root, long Length, string Previous, string[] Subtrees);
