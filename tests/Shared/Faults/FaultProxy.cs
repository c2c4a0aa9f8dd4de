using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Testing;

/// <summary>
/// Stands between a client and a server on loopback and does to their connections what a bad network does, each direction on
/// its own. It keeps what crosses. Thread-safe.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Task _accepting;
    private readonly int _target;
    private int _accepted;
    private int _open;

    /// <param name="target">The server's port.</param>
    /// <param name="time">The clock of latency and bandwidth.</param>
    public FaultProxy(int target, TimeProvider? time = null)
    {
        (_target, _time) = (target, time ?? TimeProvider.System);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What clients send.</summary>
    public FaultLane ToServer { get; } = new();

    /// <summary>What the server sends.</summary>
    public FaultLane ToClient { get; } = new();

    /// <summary>A cut resets the connection; otherwise it closes it, as a process that ends does.</summary>
    public bool CutsByReset { get; set; }

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many there are.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>All that came in, in either direction.</summary>
    public byte[] Bytes => [.. ToServer.Bytes, .. ToClient.Bytes];

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
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                carrying.RemoveAll(done => done.IsCompleted);
                carrying.Add(CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        Task[] lanes = [];
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, over.Token);
            lanes =
            [
                ToServer.CarryAsync(client.GetStream(), server.GetStream(), _time, over.Token),
                ToClient.CarryAsync(server.GetStream(), client.GetStream(), _time, over.Token),
            ];
            await Task.WhenAny(lanes);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Nobody listens, or the test is over.
        }
        finally
        {
            await over.CancelAsync();
            foreach (var end in new[] { client, server })
            {
                if (CutsByReset)
                    end.LingerState = new(enable: true, seconds: 0);
                end.Dispose();
            }

            await Task.WhenAll(lanes);
            Interlocked.Decrement(ref _open);
        }
    }
}
