using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Grpc;

/// <summary>
/// Binds the service with requests that are read with care: bytes that are no message (invalid UTF-8 in a text, for one) would
/// otherwise end as status UNKNOWN, before any interceptor sees them.
/// </summary>
internal static class ConversationBinding
{
    /// <summary>Whoever serves the same methods in another form looks for it here.</summary>
    public static ServiceDescriptor Descriptor => V1.ConversationService.Descriptor;

    public static void Bind(ServiceBinderBase binder, V1.ConversationService.ConversationServiceBase? service) =>
        V1.ConversationService.BindService(new CarefulBinder(binder), service);

    private sealed class CarefulBinder(ServiceBinderBase inner) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(Careful(method), handler);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(Careful(method), handler);

        private static Method<TRequest, TResponse> Careful<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class
            where TResponse : class
        {
            var read = method.RequestMarshaller.ContextualDeserializer;
            var careful = Marshallers.Create(method.RequestMarshaller.ContextualSerializer, context =>
            {
                try
                {
                    return read(context);
                }
                catch (InvalidProtocolBufferException)
                {
                    throw GrpcErrors.ToRpc(
                        new(ErrorReason.InvalidRequest, $"The bytes are no {typeof(TRequest).Name}, or a text in them is not valid UTF-8."), TimeSpan.Zero);
                }
            });
            return new(method.Type, method.ServiceName, method.Name, careful, method.ResponseMarshaller);
        }
    }
}
