using Google.Protobuf;

namespace Orchestrator.Link.Sessions;

/// <summary>
/// One end of a connection that carries frames in order. One reader and one writer may use it at the same time.
/// A frame is the message inside the frame's <c>oneof</c>: a <c>Chunk</c>, a <c>Heartbeat</c> and so on.
/// </summary>
internal interface ILinkTransport
{
    /// <summary>The next frame, or null when the other side has finished. A broken connection throws.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends a frame; returns when the next may be sent.</summary>
    /// <param name="frame">What to send.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask WriteAsync(IMessage frame, CancellationToken cancellationToken);
}
