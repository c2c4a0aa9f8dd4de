using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orchestrator.Link.Identity;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A node that does exactly what the test says, frame by frame.</summary>
internal sealed class RawLink : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<NodeFrame, ClusterFrame> _call;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private ulong _sent;

    private RawLink(GrpcChannel channel, AsyncDuplexStreamingCall<NodeFrame, ClusterFrame> call) => (_channel, _call) = (channel, call);

    public Welcome Welcome { get; private set; } = new();

    public static async Task<RawLink> ConnectAsync(
        int port, NodeIdentity identity, Action<Hello>? change = null, string? key = null, NodeFrame? first = null, bool beat = true)
    {
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var call = new LinkService.LinkServiceClient(channel).Connect(new Metadata { { "authorization", $"Bearer {key ?? identity.LinkKey}" } });
        var link = new RawLink(channel, call);
        var hello = new Hello
        {
            ProtocolMin = 1,
            ProtocolMax = 1,
            Node = identity.Node,
            Role = (Protocol.V1.NodeRole)identity.Role,
            Tenant = identity.Tenant,
            Site = identity.Site,
        };
        change?.Invoke(hello);
        await link.WriteAsync(first ?? new() { Hello = hello });
        link.Welcome = await link.NextAsync(f => f.Welcome);
        if (beat)
            _ = link.BeatAsync();
        return link;
    }

    /// <summary>The next frame of a kind; others are passed over.</summary>
    public async Task<T> NextAsync<T>(Func<ClusterFrame, T?> kind)
        where T : class
    {
        while (await _call.ResponseStream.MoveNext(default).WaitAsync(Eventually.Patience))
        {
            if (kind(_call.ResponseStream.Current) is { } found)
                return found;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>Sends a request in one chunk and returns the code of the answer's end.</summary>
    public async Task<string> InvokeAsync(Invoke invoke, byte[] request)
    {
        invoke.Invocation = Guid.NewGuid().ToString("N");
        await WriteAsync(new() { Invoke = invoke });
        await WriteAsync(new() { Chunk = new() { Number = invoke.Number, Payload = ByteString.CopyFrom(request) } });
        await WriteAsync(new() { End = new() { Number = invoke.Number } });
        return (await NextAsync(f => f.End?.Number == invoke.Number ? f.End : null)).Code;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _call.Dispose();
        _channel.Dispose();
    }

    public async Task WriteAsync(NodeFrame frame)
    {
        await _writing.WaitAsync();
        try
        {
            frame.Position = frame.Position > 0 ? frame.Position : ++_sent;
            await _call.RequestStream.WriteAsync(frame);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, _stop.Token);
                await WriteAsync(new() { Heartbeat = new() });
            }
        }
        catch (Exception over) when (over is OperationCanceledException or RpcException or InvalidOperationException or ObjectDisposedException)
        {
            // The link is over.
        }
    }
}
