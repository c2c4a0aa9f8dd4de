using Google.Protobuf;
using Grpc.Core;

namespace Orchestrator.Api.Grpc;

/// <summary>
/// Binds services with requests that are read with care: bytes that are no message (invalid UTF-8 in a text, for one) would
/// otherwise end as status UNKNOWN, before any interceptor sees them.
/// </summary>
internal sealed class CarefulBinder(ServiceBinderBase inner) : ServiceBinderBase
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
