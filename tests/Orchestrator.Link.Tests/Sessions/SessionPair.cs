using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Link.Sessions;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Tests.Sessions;

/// <summary>A node's and a cluster's session, connected in memory.</summary>
internal sealed class SessionPair : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public SessionPair(Func<LinkStream, CancellationToken, Task>? atCluster = null, Func<LinkStream, CancellationToken, Task>? atNode = null, int maxInvocations = 2048)
    {
        (NodeTransport, ClusterTransport) = MemoryTransport.Pair();
        Node = new(NodeTransport, new() { OpensOdd = true, MaxInvocations = maxInvocations }, new Handler(atNode), Time, NullLogger.Instance);
        Cluster = new(ClusterTransport, new() { OpensOdd = false, MaxInvocations = maxInvocations }, new Handler(atCluster), Time, NullLogger.Instance);
        NodeEnding = Node.RunAsync(_stop.Token);
        ClusterEnding = Cluster.RunAsync(_stop.Token);
    }

    public FakeTimeProvider Time { get; } = new();
    public MemoryTransport NodeTransport { get; }
    public MemoryTransport ClusterTransport { get; }
    public LinkSession Node { get; }
    public LinkSession Cluster { get; }
    public Task<LinkEnding> NodeEnding { get; }
    public Task<LinkEnding> ClusterEnding { get; }

    /// <summary>Answers with the request, in pieces of 1,000 bytes.</summary>
    public static async Task EchoAsync(LinkStream stream, CancellationToken cancellationToken)
    {
        var request = await stream.ReadMessageAsync(16 << 20, cancellationToken) ?? throw new InvalidOperationException("no request");
        for (var at = 0; at < request.Length; at += 1000)
            await stream.WriteMessageAsync(request.Slice(at, Math.Min(1000, request.Length - at)), cancellationToken);
    }

    public static Invoke To(string target) => new() { Invocation = new string('a', 32), Target = target };

    /// <summary>Sends a request and reads the whole answer.</summary>
    public static async Task<byte[]> CallAsync(LinkSession session, byte[] request, CancellationToken cancellationToken = default)
    {
        var stream = session.Open(To("echo"));
        await stream.WriteMessageAsync(request, cancellationToken);
        stream.End();
        using var answer = new MemoryStream();
        while (await stream.ReadMessageAsync(16 << 20, cancellationToken) is { } message)
            answer.Write(message.Span);
        return answer.ToArray();
    }

    public static Task<byte[]> CallAsync(LinkSession session, string request) => CallAsync(session, Encoding.UTF8.GetBytes(request));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await NodeEnding;
        await ClusterEnding;
        _stop.Dispose();
    }

    private sealed class Handler(Func<LinkStream, CancellationToken, Task>? handle) : ILinkSessionHandler
    {
        public Task HandleAsync(LinkStream stream, CancellationToken cancellationToken) => (handle ?? EchoAsync)(stream, cancellationToken);

        public void Receive(IMessage frame)
        {
        }
    }
}
