using System.Collections.Concurrent;
using System.Net;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>Takes traces, metrics and logs as a collector does (OTLP over HTTP), and keeps their bytes.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public TelemetrySink()
    {
        Url = $"http://127.0.0.1:{FreePorts.One()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What came in, by path, until somebody takes it.</summary>
    public ConcurrentQueue<(string Path, byte[] Bytes)> Received { get; } = [];

    /// <summary>Every path that something came in by.</summary>
    public ConcurrentDictionary<string, int> Paths { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Paths.AddOrUpdate(context.Request.Url!.AbsolutePath, 1, (_, count) => count + 1);
                Received.Enqueue((context.Request.Url.AbsolutePath, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                if (!_listener.IsListening)
                    return;
            }
        }
    }
}
