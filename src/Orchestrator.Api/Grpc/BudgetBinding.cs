using Google.Protobuf.Reflection;
using Grpc.Core;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>Binds BudgetService.</summary>
internal static class BudgetBinding
{
    /// <summary>Whoever serves the same methods in another form looks for it here.</summary>
    public static ServiceDescriptor Descriptor => V1.BudgetService.Descriptor;

    public static void Bind(ServiceBinderBase binder, V1.BudgetService.BudgetServiceBase? service) =>
        V1.BudgetService.BindService(new CarefulBinder(binder), service);
}
