namespace Orchestrator.Conversations.Budgets;

/// <summary>Where a process gets slices of budgets: the tenant's grain, or over the link. Thread-safe.</summary>
public interface IBudgetBank
{
    /// <summary>Tells what was spent and is given back, and asks for more.</summary>
    /// <param name="report">What is told and asked.</param>
    /// <param name="cancellationToken">Ends the wait; what was granted is told by the next answer.</param>
    /// <exception cref="OrchestratorException">The bank cannot be asked now.</exception>
    ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken);
}
