using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Inference.Workers;

internal static partial class WorkerLog
{
    [LoggerMessage(2110, LogLevel.Error, "The worker of {Model} {Why}; it is started again in {Wait}")]
    public static partial void Ended(ILogger logger, [Operational] string model, [Operational] string why, TimeSpan wait);

    [LoggerMessage(2111, LogLevel.Information, "The worker of {Model} is there again")]
    public static partial void Started(ILogger logger, [Operational] string model);
}
