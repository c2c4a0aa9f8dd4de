using System.Threading.Channels;
using Google.Protobuf;

namespace Orchestrator.Link.Sessions;

/// <summary>
/// Decides which frame is written next: frames of the session first, then credit and cancels of invocations, then their data,
/// one chunk of each in turn. An invocation holds at most one chunk here and waits outside until the other side gave credit,
/// so nobody's stalled reader delays another and memory stays bounded. Thread-safe; one reader.
/// </summary>
internal sealed class FrameScheduler
{
    /// <summary>Frames of the session that may wait. More means that the other side sends without ever reading.</summary>
    private const int MaxControls = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<IMessage> _controls = new();
    private readonly Dictionary<Type, IMessage> _latest = [];
    private readonly Queue<IFrameSource> _signals = new();
    private readonly Queue<IFrameSource> _data = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Queues a frame of the session.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="LinkProtocolException">The other side does not read.</exception>
    public void Post(IMessage frame)
    {
        lock (_gate)
        {
            if (_controls.Count >= MaxControls)
                throw new LinkProtocolException("frames wait to be written because the other side sends without reading");
            _controls.Enqueue(frame);
        }

        Wake();
    }

    /// <summary>Queues a frame that takes the place of an earlier one of its type, if that still waits.</summary>
    /// <param name="frame">The frame.</param>
    public void PostLatest(IMessage frame)
    {
        lock (_gate)
            _latest[frame.GetType()] = frame;
        Wake();
    }

    /// <summary>Says that an invocation has credit to grant or a cancel to send.</summary>
    /// <param name="source">The invocation; queued at most once at a time.</param>
    public void Signal(IFrameSource source)
    {
        lock (_gate)
            _signals.Enqueue(source);
        Wake();
    }

    /// <summary>Says that an invocation has a chunk with credit, or its end, to send.</summary>
    /// <param name="source">The invocation; queued at most once at a time.</param>
    public void Ready(IFrameSource source)
    {
        lock (_gate)
            _data.Enqueue(source);
        Wake();
    }

    /// <summary>The next frame to write.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<IMessage> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Take() is { } taken)
            {
                if (taken.Frame is not null)
                    return taken.Frame;
            }

            await _wake.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>A frame, a source that had nothing after all, or null when nothing waits.</summary>
    private Taken? Take()
    {
        IFrameSource? source;
        bool signal;
        lock (_gate)
        {
            if (_controls.TryDequeue(out var frame))
                return new(frame);
            foreach (var (type, latest) in _latest)
            {
                _latest.Remove(type);
                return new(latest);
            }

            signal = _signals.TryDequeue(out source);
            if (!signal && !_data.TryDequeue(out source))
                return null;
        }

        return new(signal ? source!.TakeSignal() : source!.TakeData());
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private readonly record struct Taken(IMessage? Frame);
}
