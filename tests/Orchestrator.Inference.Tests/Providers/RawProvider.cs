using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>A provider that writes what the test says, byte for byte, to whatever is asked of it.</summary>
internal sealed class RawProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _open;

    /// <param name="answer">Writes the answer; the connection closes after it.</param>
    public RawProvider(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How many connections there are.</summary>
    public int Open => Volatile.Read(ref _open);

    public static RawProvider Saying(string answer) => new((stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop).AsTask());

    public ProviderConnector Connect(TimeProvider? time = null, Action<ProviderOptions>? configure = null)
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = $"http://{_listener.LocalEndpoint}/v1", Model = "large-1" };
        configure?.Invoke(options);
        return new(options, time ?? TimeProvider.System, NullLogger<ProviderConnector>.Instance);
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
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await ReadRequestAsync(stream);
                await _answer(stream, _stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                var rest = new byte[1024];
                while (await stream.ReadAsync(rest, _stop.Token) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The other side has gone, or the test is over.
            }
        }

        Interlocked.Decrement(ref _open);
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var request = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            request.AddRange(buffer.AsSpan(0, read));
            var text = Encoding.ASCII.GetString([.. request]);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            const string length = "Content-Length: ";
            var at = text.IndexOf(length, StringComparison.OrdinalIgnoreCase);
            if (read == 0 || (head >= 0 && (at < 0 || text.Length >= head + 4 + int.Parse(text[(at + length.Length)..text.IndexOf('\r', at)], System.Globalization.CultureInfo.InvariantCulture))))
                return;
        }
    }
}
