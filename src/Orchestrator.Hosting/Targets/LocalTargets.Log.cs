using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Hosting.Targets;

internal static partial class LocalTargetsLog
{
    [LoggerMessage(2100, LogLevel.Error, "The decoder of {Tier} could not be loaded, the tier goes on without it: {Problem}")]
    public static partial void DecoderLeftOut(ILogger logger, Tier tier, [Operational] string problem);

    [LoggerMessage(2101, LogLevel.Error, "The model that embeds texts could not be loaded, embeddings are refused: {Problem}")]
    public static partial void EmbeddingsLeftOut(ILogger logger, [Operational] string problem);
}
