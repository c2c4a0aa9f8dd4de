using Google.Protobuf.Reflection;
using Grpc.Core;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>Binds ConversationService.</summary>
internal static class ConversationBinding
{
    /// <summary>Whoever serves the same methods in another form looks for it here.</summary>
    public static ServiceDescriptor Descriptor => V1.ConversationService.Descriptor;

    public static void Bind(ServiceBinderBase binder, V1.ConversationService.ConversationServiceBase? service) =>
        V1.ConversationService.BindService(new CarefulBinder(binder), service);
}
