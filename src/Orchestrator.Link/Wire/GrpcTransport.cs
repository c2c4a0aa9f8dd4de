using Google.Protobuf;
using Grpc.Core;
using Orchestrator.Link.Sessions;

namespace Orchestrator.Link.Wire;

/// <summary>
/// Carries a session's frames over the two halves of a gRPC call. Frames are numbered: whatever stands between may break the
/// link, but cannot repeat, drop or reorder a frame unnoticed.
/// </summary>
/// <typeparam name="TIn">Frames that come in.</typeparam>
/// <typeparam name="TOut">Frames that go out.</typeparam>
/// <param name="reader">What comes in.</param>
/// <param name="writer">What goes out.</param>
/// <param name="unwrap">The message inside a frame that came in, and the frame's position.</param>
/// <param name="wrap">A frame around a message that goes out, at its position.</param>
internal sealed class GrpcTransport<TIn, TOut>(
    IAsyncStreamReader<TIn> reader, IAsyncStreamWriter<TOut> writer,
    Func<TIn, (IMessage Body, ulong Position)> unwrap, Func<IMessage, ulong, TOut> wrap) : ILinkTransport
{
    private ulong _received;
    private ulong _sent;

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await reader.MoveNext(cancellationToken))
            return null;
        var (body, position) = unwrap(reader.Current);
        return position == ++_received
            ? body
            : throw new LinkProtocolException($"frame {position} came where frame {_received} was due");
    }

    public async ValueTask WriteAsync(IMessage frame, CancellationToken cancellationToken) =>
        await writer.WriteAsync(wrap(frame, ++_sent), cancellationToken);
}
