using System.Security.Cryptography;
using Google.Protobuf;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;
using BudgetGrants = Orchestrator.Conversations.Budgets.BudgetGrants;
using BudgetReport = Orchestrator.Conversations.Budgets.BudgetReport;

namespace Orchestrator.Link.Node;

/// <summary>The bank of this node's tenant, over the link. Thread-safe.</summary>
internal sealed class LinkBudgetBank(LinkClient link, TimeProvider time) : IBudgetBank
{
    /// <summary>Turns wait for it; a link that is silent for longer is about to be given up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        // Others' callers reach nothing with a price over this node's link.
        if (report.Tenant != link.Tenant)
            return BudgetGrants.None;
        var session = link.Session ?? throw Unreachable(link.DownBecause ?? "the link is down");
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await AskAsync(session, report, either.Token);
        }
        catch (TargetException failed)
        {
            throw Unreachable(failed.Message, failed);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or WireFormatException)
        {
            throw Unreachable("its answer cannot be read", malformed);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable("it did not answer in time", late);
        }
    }

    private static async Task<BudgetGrants> AskAsync(LinkSession session, BudgetReport report, CancellationToken cancellationToken)
    {
        var stream = session.Open(new Invoke { Invocation = RandomNumberGenerator.GetHexString(32, lowercase: true), Budgets = true });
        try
        {
            await stream.WriteMessageAsync(report.ToProto().ToByteArray(), cancellationToken);
            stream.End();
            var answer = await stream.ReadMessageAsync(LinkSessionSettings.MaxBudgetMessage, cancellationToken)
                ?? throw new TargetException("protocol", "The bank ended without an answer.");
            return Protocol.V1.BudgetGrants.Parser.ParseFrom(answer.Span).FromProto();
        }
        finally
        {
            stream.Cancel();
        }
    }

    private static OrchestratorException Unreachable(string why, Exception? cause = null) =>
        new(new(ErrorReason.HostUnavailable, $"The tenant's budgets cannot be asked for: {why.TrimEnd('.')}."), cause);
}
