using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Turns;
using Orchestrator.Conversations.Usage;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>
/// Charges embeddings as attempts of turns are charged: what one may cost is set aside and on the disk before its request leaves, and what it did
/// cost is kept when it has ended. Thread-safe.
/// </summary>
internal sealed class EmbeddingCharges(IBudgets budgets, IUsageLog log, TimeProvider time)
{
    /// <summary>Embeds, and charges for it.</summary>
    /// <param name="caller">Who pays.</param>
    /// <param name="target">The model.</param>
    /// <param name="cleared">What it gets.</param>
    /// <param name="embed">Lets it go.</param>
    /// <param name="cancellationToken">Ends the wait for money.</param>
    /// <exception cref="OrchestratorException">Too little is left of a budget, or the disk fails.</exception>
    public async Task<EmbeddingAnswer> ChargeAsync(
        Caller caller, Target target, Cleared<ModelRequest> cleared, Func<Task<EmbeddingAnswer>> embed, CancellationToken cancellationToken)
    {
        var reservation = await ReserveAsync(caller, target, cleared, cancellationToken);
        var entry = UsageEntry.Begun(caller, target, reservation, time.GetUtcNow());
        ModelUsage? used = null;
        try
        {
            if (reservation is not null)
                await log.WriteAsync(caller.Tenant, entry, cancellationToken);
            var answer = await embed();
            used = target.Zone.Kind == ZoneKind.Cloud ? UsageCheck.Of(new(answer.Tokens, 0), cleared, 0) : new(answer.Tokens, 0);
            return answer with { Tokens = used.InputTokens };
        }
        catch (Exception e) when (MayHaveWorked(e))
        {
            used = UsageCheck.Of(null, cleared, 0);
            throw;
        }
        finally
        {
            await EndAsync(caller.Tenant, entry, used, target, reservation);
        }
    }

    private async Task EndAsync(string tenant, UsageEntry entry, ModelUsage? used, Target target, BudgetReservation? reservation)
    {
        var charged = entry.Reserved;
        try
        {
            var cost = used is null ? 0 : target.Price.Of(used).Amount;
            if (used is not null || reservation is not null)
                await log.WriteAsync(tenant, entry with { Cost = cost, Usage = used }, CancellationToken.None);
            charged = cost;
        }
        finally
        {
            // What cannot be written counts at its most, here as on the disk.
            reservation?.Settle(charged);
        }
    }

    private async ValueTask<BudgetReservation?> ReserveAsync(Caller caller, Target target, Cleared<ModelRequest> cleared, CancellationToken cancellationToken) =>
        target.Price.Of(1, 0) == 0 || await budgets.LookAsync(caller, cancellationToken) is null
            ? null
            : await budgets.ReserveAsync(caller, target.Price.Of(cleared.Buffer.Length, 0), cancellationToken);

    // A refusal costs nothing; who fell silent, was left or answered nonsense may have worked.
    private static bool MayHaveWorked(Exception e) => e is OperationCanceledException or TargetException { Code: "timeout" or "cut-off" or "protocol" };
}
