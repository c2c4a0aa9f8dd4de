using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Api;

/// <summary>What the faces log: kinds, ids and places, never text of people or models.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1, LogLevel.Debug, "Refused {Call}: {Reason}")]
    public static partial void Refused(ILogger logger, [Operational] string call, ErrorReason reason);

    // The exception itself is not handed over: its message can quote what was sent.
    [LoggerMessage(2, LogLevel.Error, "{Call} broke with {ExceptionType} in request {RequestId}\n{Stack}")]
    public static partial void Broke(ILogger logger, [Operational] string call, [Operational] string? exceptionType, [Operational] string requestId, [Operational] string? stack);

    [LoggerMessage(3, LogLevel.Debug, "The reader of {Call} left")]
    public static partial void ReaderLeft(ILogger logger, [Operational] string call);

    [LoggerMessage(4, LogLevel.Information, "API key {Key} had {Conversations} conversations erased ({Scope}, erasure {ErasureId})")]
    public static partial void Erased(ILogger logger, [Operational] string key, int conversations, ErasureScope scope, [CallerId] string erasureId);

    [LoggerMessage(6, LogLevel.Information, "API key {Key} had {Slices} slices of budgets of a lost node released")]
    public static partial void Released(ILogger logger, [Operational] string key, int slices);

    [LoggerMessage(5, LogLevel.Information, "API key {Key} had {Rows} rows of what the router learned forgotten")]
    public static partial void Forgotten(ILogger logger, [Operational] string key, int rows);
}
