using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Orchestrator.Api.Grpc;

/// <summary>Errors as statuses with google.rpc details.</summary>
internal static class GrpcErrors
{
    public const string Domain = "orchestrator";

    public static RpcException ToRpc(OrchestratorError error, TimeSpan retryAfter)
    {
        var status = new Google.Rpc.Status { Code = (int)CodeOf(error.Reason), Message = error.Message };
        var info = new ErrorInfo { Domain = Domain, Reason = NameOf(error.Reason), Metadata = { ["retryable"] = error.Retryable ? "true" : "false" } };
        if (error.State is { } state)
            info.Metadata["state"] = state;
        status.Details.Add(Any.Pack(info));
        if (error.Field is { } field)
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = error.Message } } }));
        if (error.Retryable)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(error.RetryAfter ?? retryAfter) }));
        status.Details.Add(Any.Pack(new Help { Links = { new Help.Types.Link { Description = RemedyOf(error.Reason), Url = "docs/api.md#errors" } } }));
        return status.ToRpcException();
    }

    private static StatusCode CodeOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidRequest or ErrorReason.Unsupported => StatusCode.InvalidArgument,
        ErrorReason.RequestTooLarge or ErrorReason.Busy or ErrorReason.BudgetRefused => StatusCode.ResourceExhausted,
        ErrorReason.Unauthenticated => StatusCode.Unauthenticated,
        ErrorReason.NotFound or ErrorReason.ConversationErased => StatusCode.NotFound,
        ErrorReason.TurnIdReused or ErrorReason.ErasureIdReused => StatusCode.AlreadyExists,
        ErrorReason.PrivacyRefused or ErrorReason.PermissionDenied => StatusCode.PermissionDenied,
        ErrorReason.PreferenceUnmet or ErrorReason.TargetRefused => StatusCode.FailedPrecondition,
        ErrorReason.NoTargetAvailable or ErrorReason.AnswerCutOff or ErrorReason.StorageUnavailable or ErrorReason.Moved
            or ErrorReason.HostUnavailable => StatusCode.Unavailable,
        ErrorReason.Cancelled => StatusCode.Cancelled,
        _ => StatusCode.Internal,
    };

    private static string NameOf(ErrorReason reason)
    {
        var name = reason.ToString();
        return string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
    }

    private static string RemedyOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidRequest or ErrorReason.Unsupported => "Change the named field and send the request again.",
        ErrorReason.RequestTooLarge => "Send less: shorten the history or split the request.",
        ErrorReason.Unauthenticated => "Send 'authorization: Bearer <API key>' in the call's metadata.",
        ErrorReason.NotFound => "Check the ids and the key: conversations of other owners are not found.",
        ErrorReason.TurnIdReused => "Take a new turn id for a new request; repeat a request with its own id and body.",
        ErrorReason.PrivacyRefused => "Leave out what the message names, or have the policy changed; repeating does not help.",
        ErrorReason.PreferenceUnmet => "Loosen the preference that the message names.",
        ErrorReason.BudgetRefused => "Have the budget raised; repeating does not help.",
        ErrorReason.TargetRefused => "Have the operator see /health/providers, or change the request; repeating does not help.",
        ErrorReason.Cancelled => "Send a new turn.",
        ErrorReason.ConversationErased => "Leave the conversation out, and take a new turn id, to open a new one.",
        ErrorReason.ErasureIdReused => "Take a new erasure id for another erasure; repeat one with its own id and request.",
        ErrorReason.PermissionDenied => "Use an API key that has the scope that the message names, or that administers the tenant (Scopes and Admin of the key).",
        _ => "Send the same request with the same turn id again, after the delay.",
    };
}
