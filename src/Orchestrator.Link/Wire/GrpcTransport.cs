using Google.Protobuf;
using Grpc.Core;
using Orchestrator.Link.Sessions;

namespace Orchestrator.Link.Wire;

/// <summary>Carries a session's frames over the two halves of a gRPC call.</summary>
/// <typeparam name="TIn">Frames that come in.</typeparam>
/// <typeparam name="TOut">Frames that go out.</typeparam>
/// <param name="reader">What comes in.</param>
/// <param name="writer">What goes out.</param>
/// <param name="unwrap">The message inside a frame that came in.</param>
/// <param name="wrap">A frame around a message that goes out.</param>
internal sealed class GrpcTransport<TIn, TOut>(
    IAsyncStreamReader<TIn> reader, IAsyncStreamWriter<TOut> writer, Func<TIn, IMessage> unwrap, Func<IMessage, TOut> wrap) : ILinkTransport
{
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        await reader.MoveNext(cancellationToken) ? unwrap(reader.Current) : null;

    public async ValueTask WriteAsync(IMessage frame, CancellationToken cancellationToken) =>
        await writer.WriteAsync(wrap(frame), cancellationToken);
}
