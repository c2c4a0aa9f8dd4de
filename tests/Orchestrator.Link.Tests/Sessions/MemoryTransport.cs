using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Orchestrator.Link.Sessions;

namespace Orchestrator.Link.Tests.Sessions;

/// <summary>One end of a connection in memory; every frame is serialised and parsed, as on a wire.</summary>
internal sealed class MemoryTransport(ChannelReader<IMessage> input, ChannelWriter<IMessage> output) : ILinkTransport
{
    /// <summary>What this end wrote.</summary>
    public ConcurrentQueue<IMessage> Written { get; } = new();

    /// <summary>Breaks the connection when this end has written as many frames.</summary>
    public int CutAfter { get; set; } = int.MaxValue;

    public static (MemoryTransport Node, MemoryTransport Cluster) Pair(int capacity = 64)
    {
        var up = Channel.CreateBounded<IMessage>(capacity);
        var down = Channel.CreateBounded<IMessage>(capacity);
        return (new(down.Reader, up.Writer), new(up.Reader, down.Writer));
    }

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await input.WaitToReadAsync(cancellationToken))
        {
            if (input.TryRead(out var frame))
                return frame;
        }

        return null;
    }

    public async ValueTask WriteAsync(IMessage frame, CancellationToken cancellationToken)
    {
        if (Written.Count >= CutAfter)
        {
            Cut();
            throw new IOException("The connection was cut.");
        }

        Written.Enqueue(frame);
        await output.WriteAsync(frame.Descriptor.Parser.ParseFrom(frame.ToByteArray()), cancellationToken);
    }

    /// <summary>Breaks what this end writes; the other side's reads fail.</summary>
    public void Cut() => output.TryComplete(new IOException("The connection was cut."));
}
