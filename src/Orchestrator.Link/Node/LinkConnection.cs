using Grpc.Core;
using Grpc.Net.Client;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Node;

/// <summary>
/// One connection to the cluster, with a channel of its own: a channel kept over a failure may hold on to a dead connection
/// (grpc/grpc-dotnet#2688).
/// </summary>
internal sealed class LinkConnection : IDisposable
{
    /// <summary>The longest frame: offers are the longest.</summary>
    private const int MaxFrame = 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<NodeFrame, ClusterFrame> _call;

    private LinkConnection(GrpcChannel channel, AsyncDuplexStreamingCall<NodeFrame, ClusterFrame> call)
    {
        (_channel, _call) = (channel, call);
        Transport = new GrpcTransport<ClusterFrame, NodeFrame>(call.ResponseStream, call.RequestStream, Frames.Unwrap, Frames.FromNode);
    }

    public ILinkTransport Transport { get; }

    public static LinkConnection Open(LinkClientOptions options, string key, CancellationToken cancellationToken)
    {
        var channel = GrpcChannel.ForAddress(options.Address, new()
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectTimeout = options.ConnectTimeout,
                KeepAlivePingDelay = options.KeepAlive,
                KeepAlivePingTimeout = options.KeepAlive,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxFrame,
            MaxRetryAttempts = 1,
        });
        var call = new LinkService.LinkServiceClient(channel).Connect(
            new Metadata { { "authorization", $"Bearer {key}" } }, cancellationToken: cancellationToken);
        return new(channel, call);
    }

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}
