using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Hosting.Serving;

/// <summary>
/// Completes the erasures that a process before began, and marks those that a new top key covers. While the disk fails it tries again,
/// for as long as the process runs.
/// </summary>
internal sealed partial class ErasureResumption(Erasures erasures, TimeProvider time, ILogger<ErasureResumption> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var covered = await erasures.ResumeAsync(stoppingToken);
                if (covered.Count > 0)
                    LogCovered(covered.Count);
                return;
            }
            catch (OrchestratorException e)
            {
                LogFailed(e.Error.Reason, e.Error.State);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "The top key was rotated: {Count} erasures are covered, older copies of the key file open with the key before alone")]
    private partial void LogCovered(int count);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Erasures that were begun cannot be completed yet: {Reason} {State}. It is tried again")]
    private partial void LogFailed(ErrorReason reason, [Operational] string? state);
}
