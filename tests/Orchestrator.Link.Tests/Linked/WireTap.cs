using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>Stands between a node and the cluster and keeps every byte that crosses, in both directions.</summary>
internal sealed class WireTap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryStream _captured = new();
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private readonly int _to;

    public WireTap(int to)
    {
        _to = to;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public byte[] Captured
    {
        get
        {
            lock (_gate)
                return _captured.ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true)
                carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient node)
    {
        using (node)
        using (var cluster = new TcpClient())
        {
            try
            {
                await cluster.ConnectAsync(IPAddress.Loopback, _to, _stop.Token);
                await Task.WhenAny(PumpAsync(node.GetStream(), cluster.GetStream()), PumpAsync(cluster.GetStream(), node.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The test is over.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                lock (_gate)
                    _captured.Write(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side went away; the other is closed too.
        }
    }
}
