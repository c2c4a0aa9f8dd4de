using Grpc.Core;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;

namespace Orchestrator.Api.Grpc;

/// <summary>Admits the callers of gRPC.</summary>
internal sealed class GrpcAdmission(ApiAccess access, IOptions<ApiOptions> options)
{
    /// <exception cref="RpcException">Nobody is admitted.</exception>
    /// <exception cref="OrchestratorException">The key has not the scope.</exception>
    public (Caller Caller, bool Admin, KeyLimits? Limits) Admitted(ServerCallContext context, ApiScopes scope)
    {
        var decision = access.Admit(context.GetHttpContext());
        if (decision.Caller is not { } caller)
            throw GrpcErrors.ToRpc(decision.Refusal!, options.Value.RetryAfter);
        decision.Demand(scope);
        return (caller, decision.Admin, decision.Limits);
    }
}
