using System.Net.Sockets;
using System.Threading.Channels;

namespace Orchestrator.Testing;

/// <summary>
/// One direction of a <see cref="FaultProxy"/>. A fault holds for all connections, those that are open and those that come.
/// Nothing here waits for a real clock unless the proxy was given one. Thread-safe.
/// </summary>
internal sealed class FaultLane
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _bytes = new();
    private TaskCompletionSource? _stalled;
    private int _connections;
    private Random _random = new(0);
    private long _passed;
    private long? _cutAt;

    /// <summary>How long each piece is on its way.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How much longer a piece may be on its way, drawn anew for each; no piece overtakes another.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>What jitter is drawn from.</summary>
    public int Seed
    {
        set
        {
            lock (_gate)
                _random = new(value);
        }
    }

    /// <summary>How many bytes pass a second; null for all.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>
    /// Where each connection is cut, in bytes of its own, by its number from 0; null for those that are not. Sweeps over a handshake
    /// set it before a client connects.
    /// </summary>
    public Func<int, long?>? CutEach { get; set; }

    /// <summary>What comes is swallowed while the connection stays open, as behind a router that forgot it.</summary>
    public bool Silent { get; set; }

    /// <summary>Whether a cut is still to come.</summary>
    public bool CutPending
    {
        get
        {
            lock (_gate)
                return _cutAt is not null;
        }
    }

    /// <summary>How many bytes have passed.</summary>
    public long Passed
    {
        get
        {
            lock (_gate)
                return _passed;
        }
    }

    /// <summary>What came in, whatever became of it, and was not taken.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (_gate)
                return _bytes.ToArray();
        }
    }

    /// <summary>What came in since it was taken last; it is not kept any longer.</summary>
    public byte[] Take()
    {
        lock (_gate)
        {
            var bytes = _bytes.ToArray();
            _bytes.SetLength(0);
            return bytes;
        }
    }

    /// <summary>Holds what comes until <see cref="Release"/>.</summary>
    public void Stall()
    {
        lock (_gate)
            _stalled ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets go what is held.</summary>
    public void Release()
    {
        TaskCompletionSource? stalled;
        lock (_gate)
            (stalled, _stalled) = (_stalled, null);
        stalled?.SetResult();
    }

    /// <summary>Breaks the connection once so many more bytes have passed, and no byte later. Holds once.</summary>
    /// <param name="bytes">How many; 0 for the next byte that comes.</param>
    public void CutAfter(long bytes)
    {
        lock (_gate)
            _cutAt = _passed + bytes;
    }

    /// <summary>Carries one connection's direction until either end closes it or a fault cuts it.</summary>
    public async Task CarryAsync(NetworkStream from, NetworkStream to, TimeProvider time, CancellationToken over)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over);
        var pieces = Channel.CreateBounded<Piece>(16);
        var reading = ReadAsync(from, pieces.Writer, time, stop.Token);
        var connection = new Connection { Left = CutEach?.Invoke(Interlocked.Increment(ref _connections) - 1) };
        try
        {
            var due = time.GetUtcNow();
            await foreach (var piece in pieces.Reader.ReadAllAsync(stop.Token))
            {
                due = piece.Due > due ? piece.Due : due;
                if (!await PassAsync(connection, piece.Bytes, due, to, time, stop.Token))
                    break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // An end went away; the proxy closes the other.
        }

        await stop.CancelAsync();
        await reading;
    }

    private async Task ReadAsync(NetworkStream from, ChannelWriter<Piece> pieces, TimeProvider time, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, stop) is > 0 and var read)
                await pieces.WriteAsync(new(Note(buffer.AsSpan(0, read)), time.GetUtcNow() + OnItsWay()), stop);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // As above.
        }

        pieces.Complete();
    }

    private byte[] Note(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            _bytes.Write(bytes);
        return bytes.ToArray();
    }

    private TimeSpan OnItsWay()
    {
        lock (_gate)
            return Latency + (Jitter * _random.NextDouble());
    }

    /// <summary>Lets one piece through as the faults allow; false when they cut the connection.</summary>
    private async Task<bool> PassAsync(
        Connection connection, ReadOnlyMemory<byte> piece, DateTimeOffset due, NetworkStream to, TimeProvider time, CancellationToken stop)
    {
        if (due - time.GetUtcNow() is { Ticks: > 0 } early)
            await Task.Delay(early, time, stop);
        while (!piece.IsEmpty)
        {
            await (HeldBy() ?? Task.CompletedTask).WaitAsync(stop);
            if (Silent)
                return true;
            // A tenth of a second's worth at a time, as a slow line would deliver it.
            var most = BytesPerSecond is { } rate ? Math.Max(1, rate / 10) : piece.Length;
            var (allowed, cut) = Take(connection, Math.Min(most, piece.Length));
            await to.WriteAsync(piece[..allowed], stop);
            if (cut)
                return false;
            piece = piece[allowed..];
            if (BytesPerSecond is { } limit)
                await Task.Delay(TimeSpan.FromSeconds((double)allowed / limit), time, stop);
        }

        return true;
    }

    private Task? HeldBy()
    {
        lock (_gate)
            return _stalled?.Task;
    }

    private (int Allowed, bool Cut) Take(Connection connection, int wanted)
    {
        lock (_gate)
        {
            var allowed = _cutAt is { } at ? (int)Math.Min(wanted, at - _passed) : wanted;
            allowed = (int)Math.Min(allowed, connection.Left ?? allowed);
            _passed += allowed;
            connection.Left -= allowed;
            var cut = _cutAt == _passed;
            if (cut)
                _cutAt = null;
            return (allowed, cut || connection.Left == 0);
        }
    }

    /// <summary>What is left of a connection that is to be cut.</summary>
    private sealed class Connection
    {
        public long? Left { get; set; }
    }

    private readonly record struct Piece(byte[] Bytes, DateTimeOffset Due);
}
