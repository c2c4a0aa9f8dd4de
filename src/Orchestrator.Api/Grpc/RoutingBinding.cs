using Google.Protobuf.Reflection;
using Grpc.Core;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>Binds RoutingService.</summary>
internal static class RoutingBinding
{
    /// <summary>Whoever serves the same methods in another form looks for it here.</summary>
    public static ServiceDescriptor Descriptor => V1.RoutingService.Descriptor;

    public static void Bind(ServiceBinderBase binder, V1.RoutingService.RoutingServiceBase? service) =>
        V1.RoutingService.BindService(new CarefulBinder(binder), service);
}
