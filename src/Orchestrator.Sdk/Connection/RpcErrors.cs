using Google.Rpc;
using Grpc.Core;

namespace Orchestrator.Sdk.Connection;

/// <summary>What a failed call means: the server's own word where there is one, otherwise the connection's.</summary>
internal static class RpcErrors
{
    private const string Domain = "orchestrator";

    /// <summary>
    /// Whether the same call may succeed on a new connection without anybody doing anything. A status of cancelled is the server's
    /// host that stops: callers look at their own token first.
    /// </summary>
    public static bool IsTransient(RpcException exception) => ReasonOf(exception) is { } reason
        ? reason is ErrorReason.Moved or ErrorReason.StorageUnavailable or ErrorReason.HostUnavailable
        : exception.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled || (exception.StatusCode is StatusCode.Internal or StatusCode.Unknown && IsTransport(exception));

    public static OrchestratorException ToOrchestrator(RpcException exception, Uri endpoint)
    {
        if (ReasonOf(exception) is { } reason)
            return new(new OrchestratorError(reason, exception.Status.Detail, FieldOf(exception)), exception);
        return exception.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown when IsTransport(exception) =>
                Error(ErrorReason.NoTargetAvailable, $"{endpoint} cannot be reached, or the connection broke and could not be made again. Check that it runs, as 'orchestrator doctor' does, and that this is its gRPC port.", exception),
            StatusCode.DeadlineExceeded => Error(ErrorReason.NoTargetAvailable, $"{endpoint} did not answer in time; whether it acted is unknown. The same call with the same turn id may be repeated.", exception),
            StatusCode.Unauthenticated => Error(ErrorReason.Unauthenticated, $"{endpoint} wants another API key.", exception),
            StatusCode.Unimplemented => Error(ErrorReason.Unsupported, $"{endpoint} speaks no ConversationService; is it the gRPC port?", exception),
            StatusCode.ResourceExhausted => Error(ErrorReason.RequestTooLarge, $"{endpoint} refuses a message of this size.", exception),
            _ => Error(ErrorReason.Internal, $"{endpoint} failed with status {exception.StatusCode}.", exception),
        };
    }

    // These are always the transport's here: a server that refuses says so with a reason.
    private static bool IsTransport(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled || exception.Status.DebugException is HttpRequestException or IOException;

    private static OrchestratorException Error(ErrorReason reason, string message, RpcException inner) => new(new OrchestratorError(reason, message), inner);

    private static ErrorReason? ReasonOf(RpcException exception)
    {
        if (exception.GetRpcStatus()?.GetDetail<ErrorInfo>() is not { Domain: Domain } info)
            return null;
        var name = info.Reason.Replace("_", "", StringComparison.Ordinal);
        return Enum.TryParse<ErrorReason>(name, ignoreCase: true, out var reason) && Enum.IsDefined(reason) ? reason : ErrorReason.Internal;
    }

    private static string? FieldOf(RpcException exception) =>
        exception.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.FirstOrDefault()?.Field;
}
