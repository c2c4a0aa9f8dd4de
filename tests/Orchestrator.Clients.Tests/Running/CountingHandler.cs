namespace Orchestrator.Clients.Tests.Running;

/// <summary>Counts the requests of a client, its own repeats among them.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public int Requests { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        return base.SendAsync(request, cancellationToken);
    }
}
