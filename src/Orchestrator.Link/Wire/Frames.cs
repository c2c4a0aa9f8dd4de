using Google.Protobuf;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Wire;

/// <summary>Frames and what is in them.</summary>
internal static class Frames
{
    public static (IMessage Body, ulong Position) Unwrap(NodeFrame frame) => (BodyOf(frame), frame.Position);

    public static (IMessage Body, ulong Position) Unwrap(ClusterFrame frame) => (BodyOf(frame), frame.Position);

    public static NodeFrame FromNode(IMessage body, ulong position)
    {
        var frame = FromNode(body);
        frame.Position = position;
        return frame;
    }

    public static ClusterFrame FromCluster(IMessage body, ulong position)
    {
        var frame = FromCluster(body);
        frame.Position = position;
        return frame;
    }

    private static IMessage BodyOf(NodeFrame frame) => frame.FrameCase switch
    {
        NodeFrame.FrameOneofCase.Hello => frame.Hello,
        NodeFrame.FrameOneofCase.Reported => frame.Reported,
        NodeFrame.FrameOneofCase.Heartbeat => frame.Heartbeat,
        NodeFrame.FrameOneofCase.Goaway => frame.Goaway,
        NodeFrame.FrameOneofCase.Invoke => frame.Invoke,
        NodeFrame.FrameOneofCase.Chunk => frame.Chunk,
        NodeFrame.FrameOneofCase.End => frame.End,
        NodeFrame.FrameOneofCase.Cancel => frame.Cancel,
        NodeFrame.FrameOneofCase.Credit => frame.Credit,
        _ => SignOfLife(),
    };

    private static IMessage BodyOf(ClusterFrame frame) => frame.FrameCase switch
    {
        ClusterFrame.FrameOneofCase.Welcome => frame.Welcome,
        ClusterFrame.FrameOneofCase.Offers => frame.Offers,
        ClusterFrame.FrameOneofCase.Heartbeat => frame.Heartbeat,
        ClusterFrame.FrameOneofCase.Goaway => frame.Goaway,
        ClusterFrame.FrameOneofCase.Invoke => frame.Invoke,
        ClusterFrame.FrameOneofCase.Chunk => frame.Chunk,
        ClusterFrame.FrameOneofCase.End => frame.End,
        ClusterFrame.FrameOneofCase.Cancel => frame.Cancel,
        ClusterFrame.FrameOneofCase.Credit => frame.Credit,
        _ => SignOfLife(),
    };

    private static NodeFrame FromNode(IMessage body) => body switch
    {
        Hello hello => new() { Hello = hello },
        Reported reported => new() { Reported = reported },
        Heartbeat heartbeat => new() { Heartbeat = heartbeat },
        Goaway goaway => new() { Goaway = goaway },
        Invoke invoke => new() { Invoke = invoke },
        Chunk chunk => new() { Chunk = chunk },
        End end => new() { End = end },
        Cancel cancel => new() { Cancel = cancel },
        Credit credit => new() { Credit = credit },
        _ => throw new ArgumentException($"A node sends no {body.Descriptor.Name}.", nameof(body)),
    };

    private static ClusterFrame FromCluster(IMessage body) => body switch
    {
        Welcome welcome => new() { Welcome = welcome },
        Offers offers => new() { Offers = offers },
        Heartbeat heartbeat => new() { Heartbeat = heartbeat },
        Goaway goaway => new() { Goaway = goaway },
        Invoke invoke => new() { Invoke = invoke },
        Chunk chunk => new() { Chunk = chunk },
        End end => new() { End = end },
        Cancel cancel => new() { Cancel = cancel },
        Credit credit => new() { Credit = credit },
        _ => throw new ArgumentException($"The cluster sends no {body.Descriptor.Name}.", nameof(body)),
    };

    /// <summary>A frame of a kind that a newer version added says one thing to us: the other side lives.</summary>
    private static Heartbeat SignOfLife() => new();
}
