using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Google.Protobuf;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Sessions;

/// <summary>
/// One invocation at one end of a session. One task may read and one may write at the same time; everything else is safe from
/// any thread. A failure of the invocation or the link is a <see cref="TargetException"/>; the other side's cancel is an
/// <see cref="OperationCanceledException"/>.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "The source has no timer and nobody's wait handle; both ends of a race may still cancel it.")]
internal sealed class LinkStream : IFrameSource
{
    private readonly Lock _gate = new();
    private readonly bool _own;
    private readonly LinkSessionSettings _settings;
    private readonly FrameScheduler _scheduler;
    private readonly Action<LinkStream> _forget;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Channel<LinkChunk> _inbound = Channel.CreateUnbounded<LinkChunk>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private Chunk? _pending;
    private TaskCompletionSource? _pendingTaken;
    private End? _endDue;
    private long _sendCredit;
    private long _receiveCredit;
    private int _consumed;
    private uint _grantDue;
    private bool _cancelDue;
    private bool _dataQueued;
    private bool _signalQueued;
    private bool _ended;
    private bool _peerEnded;
    private bool _closed;
    private Exception? _failure;

    public LinkStream(Invoke header, bool own, LinkSessionSettings settings, FrameScheduler scheduler, Action<LinkStream> forget)
    {
        (Header, _own, _settings, _scheduler, _forget) = (header, own, settings, scheduler, forget);
        _sendCredit = _receiveCredit = settings.Window;
    }

    /// <summary>What the invocation was opened with.</summary>
    public Invoke Header { get; }

    /// <summary>Cancelled when the other side cancelled, ended with a failure, or the link is lost.</summary>
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>Sends one message, in as many chunks as it takes, each when the other side gave credit.</summary>
    /// <param name="message">The message; it must not change until this returns.</param>
    /// <param name="cancellationToken">Gives up; then only <see cref="End"/> or <see cref="Cancel"/> may follow.</param>
    public async Task WriteMessageAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        do
        {
            var piece = message[..Math.Min(message.Length, _settings.MaxPayload)];
            message = message[piece.Length..];
            await WriteAsync(new(piece, More: !message.IsEmpty), cancellationToken);
        }
        while (!message.IsEmpty);
    }

    /// <summary>Sends one chunk when the other side gave credit.</summary>
    /// <param name="chunk">The chunk; its bytes must never change again.</param>
    /// <param name="cancellationToken">Gives up; then only <see cref="End"/> or <see cref="Cancel"/> may follow.</param>
    public async Task WriteAsync(LinkChunk chunk, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure;
            if (_own && _peerEnded)
                throw NobodyReads();
            if (_ended || _closed || _pending is not null)
                throw new InvalidOperationException("This side of the invocation has ended, or another task writes to it.");
            _pending = new Chunk { Number = Header.Number, Payload = UnsafeByteOperations.UnsafeWrap(chunk.Payload), More = chunk.More };
            _pendingTaken = taken;
        }

        QueueData();
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((LinkStream)state!).GiveUpPending(token), this);
        await taken.Task;
    }

    /// <summary>Finishes this side. With a code both sides are over at once; without, the other side may still send.</summary>
    /// <param name="code">Empty, or a code of <see cref="TargetException"/>.</param>
    /// <param name="message">What happened, without text of people or models.</param>
    public void End(string code = "", string message = "")
    {
        lock (_gate)
        {
            if (_ended || _closed)
                return;
            _ended = true;
            _endDue = new End { Number = Header.Number, Code = code, Message = message };
            if (code.Length > 0)
                DropPending(new TargetException(code, message));
        }

        if (code.Length > 0)
            _inbound.Writer.TryComplete(new TargetException(code, message));
        QueueData();
    }

    /// <summary>Ends both sides because nobody waits for the answer any more.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_closed || _cancelDue)
                return;
            if (_ended && _peerEnded)
                return;
            _ended = true;
            _endDue = null;
            _cancelDue = true;
            _failure ??= new OperationCanceledException("The invocation was cancelled.");
            DropPending(_failure);
        }

        _inbound.Writer.TryComplete(_failure);
        QueueSignal();
    }

    /// <summary>The next chunk, or null when the other side ended well. Reading grants credit.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<LinkChunk?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _inbound.Reader.WaitToReadAsync(cancellationToken))
        {
            if (!_inbound.Reader.TryRead(out var chunk))
                continue;
            Grant(Cost(chunk.Payload.Length));
            return chunk;
        }

        return null;
    }

    /// <summary>The next whole message, or null when the other side ended well.</summary>
    /// <param name="maxBytes">The longest message that is accepted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadMessageAsync(int maxBytes, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } first)
            return null;
        if (!first.More && first.Payload.Length <= maxBytes)
            return first.Payload;

        using var whole = new MemoryStream();
        var chunk = first;
        while (true)
        {
            if (whole.Length + chunk.Payload.Length > maxBytes)
                throw new TargetException("protocol", $"A message of the invocation is longer than the {maxBytes} bytes that are accepted.");
            whole.Write(chunk.Payload.Span);
            if (!chunk.More)
                return whole.ToArray();
            chunk = await ReadAsync(cancellationToken)
                ?? throw new TargetException("protocol", "The invocation ended inside a message.");
        }
    }

    public IMessage? TakeSignal()
    {
        lock (_gate)
        {
            _signalQueued = false;
            if (_closed)
                return null;
            if (!_cancelDue)
            {
                var grant = _grantDue;
                _grantDue = 0;
                _receiveCredit += grant;
                return grant == 0 || _peerEnded ? null : new Credit { Number = Header.Number, Bytes = grant };
            }

            _closed = true;
        }

        _forget(this);
        return new Cancel { Number = Header.Number };
    }

    public IMessage? TakeData()
    {
        IMessage? frame = null;
        TaskCompletionSource? taken = null;
        bool over = false, again = false;
        lock (_gate)
        {
            _dataQueued = false;
            if (_closed || _cancelDue)
                return null;
            if (_pending is { } chunk)
            {
                var cost = Cost(chunk.Payload.Length);
                if (cost > _sendCredit)
                    return null;
                _sendCredit -= cost;
                (frame, taken, _pending, _pendingTaken) = (chunk, _pendingTaken, null, null);
                again = _endDue is not null;
            }
            else if (_endDue is { } end)
            {
                (frame, _endDue) = (end, null);
                over = _closed = _peerEnded || end.Code.Length > 0;
            }
        }

        taken?.TrySetResult();
        if (over)
            _forget(this);
        if (again)
            QueueData();
        return frame;
    }

    /// <summary>The other side sent a chunk.</summary>
    public void Receive(Chunk chunk)
    {
        lock (_gate)
        {
            if (_closed || _failure is not null)
                return;
            if (_peerEnded)
                throw new LinkProtocolException("a chunk came after its side had ended");
            _receiveCredit -= Cost(chunk.Payload.Length);
            if (_receiveCredit < 0)
                throw new LinkProtocolException("a chunk came without credit");
        }

        _inbound.Writer.TryWrite(new(chunk.Payload.Memory, chunk.More));
    }

    /// <summary>The other side granted credit.</summary>
    public void Receive(Credit credit)
    {
        lock (_gate)
        {
            if (credit.Bytes == 0 || _sendCredit + credit.Bytes > _settings.Window)
                throw new LinkProtocolException("credit was granted for more than had been sent");
            _sendCredit += credit.Bytes;
        }

        QueueData();
    }

    /// <summary>The other side ended.</summary>
    public void Receive(End end)
    {
        if (end.Code.Length > 0)
        {
            Fail(new TargetException(end.Code, end.Message));
            return;
        }

        bool over;
        lock (_gate)
        {
            if (_closed)
                return;
            if (_peerEnded)
                throw new LinkProtocolException("a side ended twice");
            _peerEnded = true;
            // Whoever answers and ends reads no more of the request: its writer would wait for credit for ever.
            if (_own)
                DropPending(NobodyReads());
            over = _closed = _ended && _endDue is null && _pending is null && !_cancelDue;
        }

        _inbound.Writer.TryComplete();
        if (over)
            _forget(this);
    }

    /// <summary>Ends both sides without a frame: the other side said so, or the link is lost.</summary>
    /// <param name="failure">What readers and writers get.</param>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _failure ??= failure;
            DropPending(_failure);
        }

        _inbound.Writer.TryComplete(_failure);
        _forget(this);

        // Whoever listens runs on another thread: this one reads the link for everybody.
        _ = _stopped.CancelAsync();
    }

    private static TargetException NobodyReads() => new("protocol", "The answer ended before its request had been read.");

    private static int Cost(int payload) => payload + LinkSessionSettings.ChunkOverhead;

    private void Grant(int cost)
    {
        lock (_gate)
        {
            _consumed += cost;
            if (_consumed < _settings.Window / 2)
                return;
            _grantDue += (uint)_consumed;
            _consumed = 0;
        }

        QueueSignal();
    }

    private void QueueData()
    {
        lock (_gate)
        {
            var ready = _pending is { } chunk ? Cost(chunk.Payload.Length) <= _sendCredit : _endDue is not null;
            if (!ready || _dataQueued || _closed)
                return;
            _dataQueued = true;
        }

        _scheduler.Ready(this);
    }

    private void QueueSignal()
    {
        lock (_gate)
        {
            if (_signalQueued || _closed)
                return;
            _signalQueued = true;
        }

        _scheduler.Signal(this);
    }

    private void GiveUpPending(CancellationToken token)
    {
        lock (_gate)
            DropPending(new OperationCanceledException(token));
    }

    private void DropPending(Exception why)
    {
        _pending = null;
        _pendingTaken?.TrySetException(why);
        _pendingTaken = null;
    }
}
