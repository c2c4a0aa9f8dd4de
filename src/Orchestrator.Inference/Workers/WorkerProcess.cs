using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>One run of a worker. It is watched while somebody waits for it: its memory, and that it makes steps. Thread-safe.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int Stack = 256 << 10;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250), s_grace = TimeSpan.FromSeconds(5);

    private readonly WorkerLaunch _launch;
    private readonly Action<WorkerProcess, string> _ended;
    private readonly Process _process;
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<long, Channel<AnswerUpdate>> _answers = [];
    private readonly Lock _lock = new();
    private readonly ITimer _watch;
    private long _numbers, _steps, _moved;
    private string _why = "";
    private WorkerReady? _ready;

    private WorkerProcess(WorkerLaunch launch, Action<WorkerProcess, string> ended)
    {
        (_launch, _ended, _moved) = (launch, ended, launch.Time.GetTimestamp());
        _process = launch.Start();
        _watch = launch.Time.CreateTimer(_ => Look(), null, s_look, s_look);
        new Thread(Write, Stack) { IsBackground = true, Name = "worker-writer" }.Start();

        // What it complains of could quote what it was asked, so nobody hears it; but it must not block on a full pipe either.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public WorkerReady Ready => _ready ?? throw new InvalidOperationException("Expected a worker that has loaded its model.");

    public int Id => _process.Id;

    public bool HasEnded { get; private set; }

    /// <summary>Why it ended, in words that follow its name.</summary>
    public string Why => _why;

    /// <summary>Starts a worker and waits until it has loaded its model.</summary>
    /// <param name="launch">How.</param>
    /// <param name="ended">Told once when it ended later.</param>
    /// <param name="cancellationToken">Nobody wants it any more; then it does not load it either.</param>
    /// <exception cref="ModelLoadException">It does not load it.</exception>
    public static WorkerProcess Start(WorkerLaunch launch, Action<WorkerProcess, string> ended, CancellationToken cancellationToken)
    {
        var worker = new WorkerProcess(launch, ended);
        try
        {
            using var unwanted = cancellationToken.UnsafeRegister(static worker => ((WorkerProcess)worker!).Kill("was ended"), worker);
            worker.Load();
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Asks for an answer. Who stops reading stops it.</summary>
    /// <exception cref="TargetException">The model refuses, or the worker ended.</exception>
    public async IAsyncEnumerable<AnswerUpdate> AskAsync(List<ChatMessage> messages, AnswerOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _numbers);
        var updates = Channel.CreateUnbounded<AnswerUpdate>(new() { SingleReader = true, SingleWriter = true });
        lock (_lock)
        {
            if (HasEnded)
                throw Ended();
            if (_answers.IsEmpty)
            {
                _moved = _launch.Time.GetTimestamp();
                _watch.Change(s_look, s_look);
            }

            _answers[number] = updates;
        }

        var whole = false;
        try
        {
            _outgoing.Writer.TryWrite(WorkerFrames.Frame(FrameKind.Answer, new AnswerRequest(number, messages, options)));
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
            {
                whole = update.Finish is not null;
                yield return update;
            }
        }
        finally
        {
            lock (_lock)
            {
                _answers.TryRemove(number, out _);
                if (_answers.IsEmpty && !HasEnded)
                    _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (!whole)
                _outgoing.Writer.TryWrite(WorkerFrames.Frame(FrameKind.Cancel, new AnswerCancelled(number)));
        }
    }

    public void Dispose()
    {
        lock (_lock)
            HasEnded = true;
        _watch.Dispose();
        _outgoing.Writer.TryComplete();
        Kill("was ended");
    }

    private void Load()
    {
        using var patience = _launch.Time.CreateTimer(_ => Kill(Words($"was ended: it did not load within {_launch.Options.LoadPatience.TotalSeconds} s")), null, _launch.Options.LoadPatience, Timeout.InfiniteTimeSpan);
        _outgoing.Writer.TryWrite(WorkerFrames.Frame(FrameKind.Load, _launch.Load));
        try
        {
            if (WorkerFrames.Read(_process.StandardOutput.BaseStream) is not { } frame)
                throw new ModelLoadException($"The worker that loads '{_launch.Load.Folder}' {Reason()}. Take another variant or model, or give the worker more memory.");
            _ready = frame.Kind == FrameKind.Ready ? WorkerFrames.Parse<WorkerReady>(frame.Body) : throw new ModelLoadException(WorkerFrames.Parse<WorkerRefusal>(frame.Body).Message);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            throw new ModelLoadException($"The worker that loads '{_launch.Load.Folder}' does not speak as expected ({e.GetType().Name}). Install it with this program, of the same version.", e);
        }

        _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Listen, Stack) { IsBackground = true, Name = "worker-reader" }.Start();
    }

    private void Listen()
    {
        try
        {
            while (WorkerFrames.Read(_process.StandardOutput.BaseStream) is { } frame)
                Take(frame.Kind, frame.Body);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException or ObjectDisposedException)
        {
            Kill($"was ended: it does not speak as expected ({e.GetType().Name})");
        }

        var why = Reason();
        lock (_lock)
            (HasEnded, _why) = (true, why);
        foreach (var answer in _answers.Values)
            answer.Writer.TryComplete(Ended());
        _ended(this, why);
    }

    private void Take(FrameKind kind, byte[] body)
    {
        switch (kind)
        {
            case FrameKind.Update:
                var update = WorkerFrames.Parse<AnswerUpdate>(body);
                Moved();
                if (_answers.TryGetValue(update.Number, out var answer) && answer.Writer.TryWrite(update) && update.Finish is not null)
                    answer.Writer.TryComplete();
                break;
            case FrameKind.Failure:
                var failure = WorkerFrames.Parse<AnswerFailure>(body);
                Moved();
                if (_answers.TryGetValue(failure.Number, out var failed))
                    failed.Writer.TryComplete(new TargetException(failure.Code, failure.Message) { RetryAfter = failure.RetrySeconds is { } s ? TimeSpan.FromSeconds(Math.Clamp(s, 0, 3600)) : null });
                break;
            case FrameKind.Beat:
                var steps = WorkerFrames.Parse<WorkerBeat>(body).Steps;
                if (Interlocked.Exchange(ref _steps, steps) != steps)
                    Moved();
                break;
            default:
                throw new InvalidDataException($"a message of kind {kind}");
        }
    }

    private void Moved() => Volatile.Write(ref _moved, _launch.Time.GetTimestamp());

    private void Write()
    {
        try
        {
            var stream = _process.StandardInput.BaseStream;
            while (_outgoing.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_outgoing.Reader.TryRead(out var frame))
                    stream.Write(frame);
                stream.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone; whoever reads from it says why.
        }
    }

    private void Look()
    {
        if (HasEnded)
            return;
        _process.Refresh();
        try
        {
            if (_process.WorkingSet64 > _launch.Load.MemoryBytes)
                Kill(Words($"was ended: it took more than the {_launch.Load.MemoryBytes} bytes of memory that it may"));
        }
        catch (InvalidOperationException)
        {
            return; // It is gone.
        }

        if (_ready is null || _answers.IsEmpty)
            return;
        _outgoing.Writer.TryWrite(WorkerFrames.Frame(FrameKind.Ping, new WorkerBeat(0)));
        if (_launch.Time.GetElapsedTime(Volatile.Read(ref _moved)) > _launch.Options.StepPatience)
            Kill(Words($"was ended: it hung, without a step in {_launch.Options.StepPatience.TotalSeconds} s"));
    }

    private void Kill(string why)
    {
        lock (_lock)
            _why = _why.Length == 0 ? why : _why;
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    private string Reason()
    {
        if (!_process.WaitForExit(s_grace))
            Kill("was ended: it closed its output");
        lock (_lock)
        {
            if (_why.Length > 0)
                return _why;
        }

        // On Unix a process that a signal ended has 128 and the signal's number.
        var code = _process.HasExited ? _process.ExitCode : 0;
        return code > 128 && !OperatingSystem.IsWindows() ? Words($"was ended by signal {code - 128}{(code == 139 ? ", an access to memory that is not its own" : code == 137 ? ", which the system sends when memory is short" : "")}") : Words($"ended with exit code {code}");
    }

    private TargetException Ended() => new("internal", $"the model's worker process {_why} in the middle of an answer; it is started again");

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
