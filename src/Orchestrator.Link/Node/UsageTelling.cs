using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Sessions;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Node;

/// <summary>
/// Tells the cluster what this node's attempts took, while the link is up: in the order of time, each until the cluster has it on its
/// disk. What is told twice, because an answer was lost, is counted once, for each attempt has an id.
/// </summary>
internal sealed partial class UsageTelling(LinkClient link, TimeProvider time, ILogger<UsageTelling> logger, IUsageOutbox? outbox = null, BudgetHolder? holder = null) : BackgroundService
{
    private const int MostRows = 500;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private LinkSession? _refused;

    /// <summary>Tells all that is to be told now.</summary>
    /// <param name="cancellationToken">Stops.</param>
    internal async Task TellAsync(CancellationToken cancellationToken)
    {
        while (outbox is not null && link.Session is { } session && session != _refused)
        {
            var rows = await outbox.NextAsync(holder?.Incarnation ?? "", MostRows, cancellationToken);
            if (rows.Count == 0)
                return;
            using var limit = new CancellationTokenSource(s_patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await TellAsync(session, rows.ToUsageReport(), either.Token);
            }
            catch (TargetException refused) when (refused.Code is "rejected" or "protocol")
            {
                // A cluster that cannot take it now cannot a moment later either.
                _refused = session;
                LogRefused(refused.Message);
                return;
            }
            catch (Exception e) when (e is TargetException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                LogNotTold((e as TargetException)?.Code ?? "late");
                return;
            }

            await outbox.ToldAsync(rows, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (outbox is null)
            return;
        using var ticks = new PeriodicTimer(s_interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
                await TryTellAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryTellAsync(CancellationToken stoppingToken)
    {
        try
        {
            await TellAsync(stoppingToken);
        }
        catch (OrchestratorException e)
        {
            // The node's own disk; its health says so.
            LogUnreadable(e.Error.Reason);
        }
    }

    private static async Task TellAsync(LinkSession session, UsageReport report, CancellationToken cancellationToken)
    {
        var stream = session.Open(new Invoke { Invocation = RandomNumberGenerator.GetHexString(32, lowercase: true), Usage = true });
        try
        {
            await stream.WriteMessageAsync(report.ToByteArray(), cancellationToken);
            stream.End();
            _ = await stream.ReadMessageAsync(LinkSessionSettings.MaxUsageMessage, cancellationToken)
                ?? throw new TargetException("unreachable", "The cluster ended without an answer.");
        }
        finally
        {
            stream.Cancel();
        }
    }

    [LoggerMessage(EventId = 3131, Level = LogLevel.Warning, Message = "The cluster does not take this node's usage: {Why} It is told with the next link.")]
    private partial void LogRefused([Operational] string why);

    [LoggerMessage(EventId = 3132, Level = LogLevel.Debug, Message = "The cluster was not told of this node's usage ({Failure}); it is told again.")]
    private partial void LogNotTold([Operational] string failure);

    [LoggerMessage(EventId = 3133, Level = LogLevel.Debug, Message = "What this node used cannot be read from its disk now ({Reason}); it is told later.")]
    private partial void LogUnreadable(ErrorReason reason);
}
