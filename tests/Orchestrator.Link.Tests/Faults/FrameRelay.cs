using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>
/// Stands between a node and the cluster as a proxy does that knows the link's messages, and can therefore do to whole frames what
/// no network does to bytes.
/// </summary>
internal sealed class FrameRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private FrameRelay(WebApplication app, GrpcChannel channel) => (_app, _channel) = (app, channel);

    /// <summary>What becomes of a frame of the node.</summary>
    public Func<NodeFrame, IReadOnlyList<NodeFrame>> Up { get; set; } = frame => [frame];

    /// <summary>What becomes of a frame of the cluster.</summary>
    public Func<ClusterFrame, IReadOnlyList<ClusterFrame>> Down { get; set; } = frame => [frame];

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<FrameRelay> StartAsync(int cluster)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        FrameRelay relay = null!;
        builder.Services.AddSingleton(_ => relay);
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return relay = new(app, GrpcChannel.ForAddress($"http://127.0.0.1:{cluster}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
    }

    private async Task CarryAsync(IAsyncStreamReader<NodeFrame> node, IServerStreamWriter<ClusterFrame> toNode, ServerCallContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var call = new LinkService.LinkServiceClient(_channel).Connect(
            new Metadata { { "authorization", context.RequestHeaders.GetValue("authorization")! } }, cancellationToken: over.Token);
        var up = PumpAsync(node, call.RequestStream, frame => Up(frame), over.Token);
        var down = PumpAsync(call.ResponseStream, toNode, frame => Down(frame), over.Token);
        await Task.WhenAny(up, down);
        await over.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task PumpAsync<T>(
        IAsyncStreamReader<T> from, IAsyncStreamWriter<T> to, Func<T, IReadOnlyList<T>> fault, CancellationToken over)
    {
        try
        {
            while (await from.MoveNext(over))
            {
                foreach (var frame in fault(from.Current))
                    await to.WriteAsync(frame, over);
            }
        }
        catch (Exception gone) when (gone is RpcException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // An end went away; the relay lets go of the other.
        }
    }

    private sealed class Service(FrameRelay relay) : LinkService.LinkServiceBase
    {
        public override Task Connect(IAsyncStreamReader<NodeFrame> requestStream, IServerStreamWriter<ClusterFrame> responseStream, ServerCallContext context) =>
            relay.CarryAsync(requestStream, responseStream, context);
    }
}
