using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Hosting.Budgets;

/// <summary>Lets this process and the banks of budgets hear of each other once a second, so that what changed is known and what is called back comes.</summary>
internal sealed partial class BudgetRefresh(BudgetSlices slices, TimeProvider time, ILogger<BudgetRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private ErrorReason? _problem;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(s_interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
                await RefreshAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await slices.RefreshAsync(stoppingToken);
            _problem = null;
        }
        catch (OrchestratorException e)
        {
            // Slices that are held go on to be drawn on; the next tick asks again.
            if (_problem != e.Error.Reason)
                LogProblem(e.Error.Reason, e.Error.Message);
            _problem = e.Error.Reason;
        }
    }

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning, Message = "The bank of budgets cannot be asked ({Reason}): {Problem}")]
    private partial void LogProblem(ErrorReason reason, [Operational] string problem);
}
