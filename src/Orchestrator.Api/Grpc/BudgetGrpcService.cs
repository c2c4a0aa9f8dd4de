using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Orchestrator.Api.Access;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Protocol;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>The gRPC face of budgets, for operators.</summary>
[BindServiceMethod(typeof(BudgetBinding), nameof(BudgetBinding.Bind))]
internal sealed class BudgetGrpcService(GrpcAdmission admission, ILogger<BudgetGrpcService> logger, IBudgetReleases? releases = null) : V1.BudgetService.BudgetServiceBase
{
    public override async Task<V1.ReleaseNodeResponse> ReleaseNode(V1.ReleaseNodeRequest request, ServerCallContext context)
    {
        var caller = admission.Admitted(context, ApiScopes.Budgets).Caller;
        if (request.Node.Length == 0)
            throw new OrchestratorException(ErrorReason.InvalidRequest, "Name the node.", "node");
        if (releases is null)
            throw new OrchestratorException(ErrorReason.NotFound, "No budgets are kept here. Ask a silo that has Orchestrator:Budgets:File.", "node");
        var freed = await releases.ReleaseAsync(caller.Tenant, request.Node, request.HasSpent ? Spent(request.Spent) : null, context.CancellationToken);
        ApiLog.Released(logger, caller.KeyId, freed.Length);
        return freed.ToReleaseResponse();
    }

    private static decimal Spent(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var spent)
            ? spent
            : throw new OrchestratorException(ErrorReason.InvalidRequest, "What was spent is a sum of US dollars such as 0.25.", "spent");
}
