using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Sessions;

/// <summary>
/// Either end of a link after Hello and Welcome: many invocations over one pair of frame streams, each with its own credit.
/// Thread-safe. It ends when the connection ends, a frame breaks the rules, nothing is heard for too long, or somebody calls
/// <see cref="End"/>; then every invocation fails with <c>unreachable</c>, and its handler is cancelled and awaited.
/// </summary>
internal sealed partial class LinkSession
{
    private readonly ILinkTransport _transport;
    private readonly LinkSessionSettings _settings;
    private readonly ILinkSessionHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FrameScheduler _scheduler = new();
    private readonly ConcurrentDictionary<ulong, LinkStream> _streams = new();
    private readonly ConcurrentDictionary<Task, bool> _handlers = new();
    private readonly TaskCompletionSource<LinkEnding> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _opening = new();
    private ulong _lastOwn;
    private ulong _lastPeer;
    private int _peerInvocations;
    private long _lastHeard;
    private ulong _heartbeats;

    public LinkSession(
        ILinkTransport transport, LinkSessionSettings settings, ILinkSessionHandler handler, TimeProvider time, ILogger logger)
    {
        (_transport, _settings, _handler, _time, _logger) = (transport, settings, handler, time, logger);
        _lastHeard = time.GetTimestamp();
        // The first own number is 1 at the node and 2 at the cluster.
        (_lastOwn, _lastPeer) = settings.OpensOdd ? (ulong.MaxValue, 0UL) : (0UL, ulong.MaxValue);
    }

    /// <summary>The name that the cluster gave the session.</summary>
    public string Name => _settings.Name;

    /// <summary>How many invocations are open, whoever opened them.</summary>
    public int Invocations => _streams.Count;

    /// <summary>Whether the session still runs.</summary>
    public bool Alive => !_ending.Task.IsCompleted;

    /// <summary>Opens an invocation. The header's number is given here.</summary>
    /// <param name="header">What to invoke.</param>
    /// <exception cref="TargetException">Too much waits to be written (<c>busy</c>). A link that is down fails the invocation instead.</exception>
    public LinkStream Open(Invoke header)
    {
        LinkStream stream;
        lock (_opening)
        {
            header.Number = unchecked(_lastOwn += 2);
            stream = new(header, own: true, _settings, _scheduler, Forget);
            _streams[header.Number] = stream;
            try
            {
                _scheduler.Post(header);
            }
            catch (LinkProtocolException congested)
            {
                _streams.TryRemove(header.Number, out _);
                throw new TargetException("busy", "Too much waits to be written to this link.", congested);
            }
        }

        if (!Alive)
            stream.Fail(LinkDown());
        return stream;
    }

    /// <summary>Sends a frame of the session in place of an earlier one of its type that still waits.</summary>
    /// <param name="frame">Reported or Offers.</param>
    public void Send(IMessage frame) => _scheduler.PostLatest(frame);

    /// <summary>Ends the session and tells the other side why, if it still listens.</summary>
    /// <param name="reason">A constant of <see cref="LinkEnding"/>.</param>
    /// <param name="message">Plain words, without text of people or models.</param>
    public void End(string reason, string message) => _ending.TrySetResult(new(reason, message, ByPeer: false));

    /// <summary>Carries the session until it ends; says why it ended.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="LinkEnding.ShuttingDown"/>.</param>
    public async Task<LinkEnding> RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = cancellationToken.UnsafeRegister(
            static session => ((LinkSession)session!).End(LinkEnding.ShuttingDown, "The process stops."), this);
        using var stop = new CancellationTokenSource();
        var writing = WriteAllAsync(stop.Token);
        var reading = ReadAllAsync(stop.Token);
        var beating = BeatAsync(stop.Token);

        var ending = await _ending.Task;
        var failed = 0;
        foreach (var stream in _streams.Values)
        {
            stream.Fail(LinkDown());
            failed++;
        }

        if (!ending.ByPeer && ending.Reason != LinkEnding.ConnectionLost)
            await SayGoodbyeAsync(ending, writing);
        await stop.CancelAsync();
        await Task.WhenAll(writing, reading, beating);
        await Task.WhenAll(_handlers.Keys);
        return ending with { FailedInvocations = failed };
    }

    private static TargetException LinkDown() => new("unreachable", "The link went down.");

    private async Task SayGoodbyeAsync(LinkEnding ending, Task writing)
    {
        _scheduler.PostLatest(new Goaway { Reason = ending.Reason, Message = ending.Message });
        // A peer that does not read must not keep us; real time, since nothing else can be trusted to move on.
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None));
    }

    private async Task WriteAllAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var frame = await _scheduler.NextAsync(stop);
                await _transport.WriteAsync(frame, stop);
                if (frame is Goaway)
                    return;
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The session is over; what was still to be written has failed with its invocation.
        }
        catch (Exception broken)
        {
            ConnectionLost(broken);
        }
    }

    private async Task ReadAllAsync(CancellationToken stop)
    {
        try
        {
            while (await _transport.ReadAsync(stop) is { } frame)
            {
                Volatile.Write(ref _lastHeard, _time.GetTimestamp());
                if (!Alive)
                    return;
                Receive(frame);
            }

            _ending.TrySetResult(new(LinkEnding.Closed, "The other side closed the link.", ByPeer: true));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The session is over.
        }
        catch (LinkProtocolException malformed)
        {
            End(LinkEnding.ProtocolError, $"The link broke its protocol: {malformed.Message}.");
        }
        catch (Exception broken)
        {
            ConnectionLost(broken);
        }
    }

    private void ConnectionLost(Exception broken)
    {
        if (_ending.TrySetResult(new(LinkEnding.ConnectionLost, "The connection broke.", ByPeer: false)))
            LogConnectionLost(broken);
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_settings.HeartbeatInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var silence = _time.GetElapsedTime(Volatile.Read(ref _lastHeard));
                if (silence >= _settings.HeartbeatInterval * _settings.MissedHeartbeats)
                    End(LinkEnding.HeartbeatMissed, $"Nothing was heard for {silence.TotalSeconds:0.#} s.");
                _scheduler.PostLatest(new Heartbeat { Sequence = ++_heartbeats });
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The session is over.
        }
    }

    private void Receive(IMessage frame)
    {
        switch (frame)
        {
            case Chunk chunk:
                if (chunk.Payload.Length > _settings.MaxPayload)
                    throw new LinkProtocolException($"a chunk holds {chunk.Payload.Length} bytes, at most {_settings.MaxPayload} are allowed");
                Find(chunk.Number)?.Receive(chunk);
                break;
            case Credit credit:
                Find(credit.Number)?.Receive(credit);
                break;
            case End end:
                Find(end.Number)?.Receive(end);
                break;
            case Cancel cancel:
                Find(cancel.Number)?.Fail(new OperationCanceledException("The other side cancelled the invocation."));
                break;
            case Invoke invoke:
                Accept(invoke);
                break;
            case Goaway goaway:
                _ending.TrySetResult(new(goaway.Reason, goaway.Message, ByPeer: true));
                break;
            case Heartbeat:
                break;
            default:
                _handler.Receive(frame);
                break;
        }
    }

    private void Accept(Invoke invoke)
    {
        if (IsOwn(invoke.Number) || (_lastPeer != ulong.MaxValue && invoke.Number <= _lastPeer))
            throw new LinkProtocolException("an invocation was opened under a number that is not the opener's next");
        _lastPeer = invoke.Number;
        if (Volatile.Read(ref _peerInvocations) >= _settings.MaxInvocations)
        {
            _scheduler.Post(new End
            {
                Number = invoke.Number,
                Code = "busy",
                Message = $"{_settings.MaxInvocations} invocations are open on this link already.",
            });
            return;
        }

        Interlocked.Increment(ref _peerInvocations);
        var stream = new LinkStream(invoke, own: false, _settings, _scheduler, Forget);
        _streams[invoke.Number] = stream;
        var handling = Task.Run(() => HandleAsync(stream), CancellationToken.None);
        _handlers[handling] = true;
        _ = handling.ContinueWith(
            static (done, handlers) => ((ConcurrentDictionary<Task, bool>)handlers!).TryRemove(done, out _),
            _handlers, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (!Alive)
            stream.Fail(LinkDown());
    }

    private async Task HandleAsync(LinkStream stream)
    {
        try
        {
            await _handler.HandleAsync(stream, stream.Stopped);
            stream.End();
        }
        catch (TargetException failure)
        {
            stream.End(failure.Code, failure.Message);
        }
        catch (OperationCanceledException) when (stream.Stopped.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception unexpected)
        {
            LogHandlerFailed(stream.Header.Invocation, unexpected.GetType().Name);
            stream.End("internal", "The invocation failed unexpectedly; the log names it.");
        }
    }

    private LinkStream? Find(ulong number)
    {
        if (_streams.TryGetValue(number, out var stream))
            return stream;
        ulong last;
        if (IsOwn(number))
        {
            lock (_opening)
                last = _lastOwn;
        }
        else
        {
            last = _lastPeer;
        }

        return number > 0 && last != ulong.MaxValue && number <= last
            ? null
            : throw new LinkProtocolException("a frame names an invocation that was never opened");
    }

    private bool IsOwn(ulong number) => number % 2 == (_settings.OpensOdd ? 1UL : 0UL);

    private void Forget(LinkStream stream)
    {
        if (_streams.TryRemove(stream.Header.Number, out _) && !IsOwn(stream.Header.Number))
            Interlocked.Decrement(ref _peerInvocations);
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Debug, Message = "The link's connection broke.")]
    private partial void LogConnectionLost(Exception cause);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Error, Message = "Invocation {Invocation} failed unexpectedly ({Cause}).")]
    private partial void LogHandlerFailed([Operational] string invocation, [Operational] string cause);
}
