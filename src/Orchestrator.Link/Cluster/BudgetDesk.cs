using System.Globalization;
using Google.Protobuf;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;
using BudgetGrants = Orchestrator.Conversations.Budgets.BudgetGrants;
using BudgetReport = Orchestrator.Conversations.Budgets.BudgetReport;

namespace Orchestrator.Link.Cluster;

/// <summary>Where nodes draw on the budgets of their tenant.</summary>
internal static class BudgetDesk
{
    /// <summary>Takes a node's report to the bank of its own tenant and brings back what the bank says.</summary>
    /// <param name="asker">The node.</param>
    /// <param name="stream">The invocation.</param>
    /// <param name="bank">The bank; null when no tenant has a budget.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    public static async Task AnswerAsync(HubConnection asker, LinkStream stream, IBudgetBank? bank, CancellationToken cancellationToken)
    {
        var message = await stream.ReadMessageAsync(LinkSessionSettings.MaxBudgetMessage, cancellationToken)
            ?? throw new TargetException("protocol", "The invocation has no request.");
        var told = Read(message);

        if (told.Tenant != asker.Node.Tenant)
            throw new TargetException("rejected", "A node draws on the budgets of its own tenant alone.");

        // Whatever it calls itself, it draws as the node that it was let in as.
        var report = told with { Holder = BudgetHolder.Node(asker.Node.Id, told.Holder.Incarnation) };
        var grants = bank is null ? BudgetGrants.None : await AskAsync(bank, report, cancellationToken);
        await stream.WriteMessageAsync(grants.ToProto().ToByteArray(), cancellationToken);
    }

    /// <summary>What a node says that it set aside.</summary>
    public static decimal ReservedOf(Invoke header) =>
        decimal.TryParse(header.Reserved, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var reserved) ? reserved : 0;

    private static async ValueTask<BudgetGrants> AskAsync(IBudgetBank bank, BudgetReport report, CancellationToken cancellationToken)
    {
        try
        {
            return await bank.SyncAsync(report, cancellationToken);
        }
        catch (OrchestratorException failed)
        {
            throw new TargetException("unreachable", failed.Error.Message, failed);
        }
    }

    private static BudgetReport Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            return Protocol.V1.BudgetReport.Parser.ParseFrom(message.Span).FromProto();
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or WireFormatException)
        {
            throw new TargetException("protocol", "The report on budgets cannot be read.", malformed);
        }
    }
}
