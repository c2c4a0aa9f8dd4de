using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Routing;
using Orchestrator.Routing.Learning;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>The gRPC face of what the router learned.</summary>
[BindServiceMethod(typeof(RoutingBinding), nameof(RoutingBinding.Bind))]
internal sealed class RoutingGrpcService(
    LearnedShifts learned, IEnumerable<ILearnedStore> stores, IOptions<RouterOptions> router, GrpcAdmission admission, IOptions<ApiOptions> options, ILogger<RoutingGrpcService> logger)
    : V1.RoutingService.RoutingServiceBase
{
    public override Task<V1.ListLearnedResponse> ListLearned(V1.ListLearnedRequest request, ServerCallContext context)
    {
        var tenant = admission.Admitted(context, ApiScopes.Routing).Caller.Tenant;
        var response = new V1.ListLearnedResponse { Tenant = tenant, Node = options.Value.NodeName };
        response.Learned.AddRange(learned.Rows.Where(r => r.Tenant == tenant).Select(Row));
        return Task.FromResult(response);
    }

    public override Task<V1.ForgetLearnedResponse> ForgetLearned(V1.ForgetLearnedRequest request, ServerCallContext context)
    {
        var caller = admission.Admitted(context, ApiScopes.Routing).Caller;
        var forgotten = learned.Forget(caller.Tenant, request.HasModel ? request.Model : null);
        if (!stores.All(static s => s.Save()))
            throw new OrchestratorException(ErrorReason.StorageUnavailable, "It is forgotten, but not on the disk yet: a restart now would bring it back. Call again; the log says what is the matter.");
        ApiLog.Forgotten(logger, caller.KeyId, forgotten);
        return Task.FromResult(new V1.ForgetLearnedResponse { Tenant = caller.Tenant, Node = options.Value.NodeName, Forgotten = forgotten });
    }

    private V1.Learned Row(LearnedRow row) => new()
    {
        Model = row.Model,
        Group = row.Group,
        Moved = learned.Of(row.Tenant, row.Model, row.Group, router.Value.LearnedMost)?.By ?? 0,
        Mean = row.Mean,
        Judgements = row.Judgements,
        Corrections = row.Corrections,
        Kept = row.Kept,
        Escalated = row.Escalated,
        AskedAgain = row.AskedAgain,
    };
}
