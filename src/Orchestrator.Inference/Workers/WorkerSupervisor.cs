using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>Keeps a worker running: one that ended is started again, after a wait that doubles while none gets an answer done. Thread-safe.</summary>
internal sealed class WorkerSupervisor : IDisposable
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500), s_longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly WorkerLaunch _launch;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private WorkerProcess? _current;
    private string _problem = "";
    private DateTimeOffset _next;
    private int _failures;
    private bool _disposed;

    /// <summary>Starts the first worker and waits for it.</summary>
    /// <exception cref="ModelLoadException">It does not load the model.</exception>
    public WorkerSupervisor(string name, WorkerLaunch launch, ILogger logger)
    {
        (_name, _launch, _logger) = (name, launch, logger);
        _timer = launch.Time.CreateTimer(_ => ThreadPool.UnsafeQueueUserWorkItem(static s => s.Restart(), this, preferLocal: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _current = WorkerProcess.Start(launch, Ended, _stopping.Token);
        Ready = _current.Ready;
    }

    /// <summary>What the first worker loaded. The later ones load the same: another model would answer under this one's name.</summary>
    public WorkerReady Ready { get; }

    /// <summary>Why there is no worker now; null while there is one.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
                return _current is null ? $"the worker of {_name} {_problem}; it is started again" : null;
        }
    }

    /// <summary>The worker that runs.</summary>
    /// <exception cref="TargetException"><c>busy</c>: it is being started again.</exception>
    public WorkerProcess Current()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is { } current)
                return current;
            var wait = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, (_next - _launch.Time.GetUtcNow()).TotalSeconds)));
            throw new TargetException("busy", $"the worker of {_name} {_problem} and is started again; try again in {wait.TotalSeconds} seconds") { RetryAfter = wait };
        }
    }

    /// <summary>An answer came to its end: the next crash is the first again.</summary>
    public void Answered() => Volatile.Write(ref _failures, 0);

    public void Dispose()
    {
        WorkerProcess? current;
        lock (_lock)
        {
            _disposed = true;
            (current, _current) = (_current, null);
        }

        _stopping.Cancel();
        _timer.Dispose();
        current?.Dispose();
    }

    private void Ended(WorkerProcess worker, string why)
    {
        lock (_lock)
        {
            // One that ends while it loads is told where it was started.
            if (_disposed || _current != worker)
                return;
            _current = null;
            Wait(why);
        }

        worker.Dispose();
    }

    private void Wait(string why)
    {
        var wait = TimeSpan.FromTicks(Math.Min(s_longest.Ticks, s_first.Ticks << Math.Min(_failures++, 10)));
        (_problem, _next) = (why, _launch.Time.GetUtcNow() + wait);
        WorkerLog.Ended(_logger, _name, why, wait);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Restart()
    {
        WorkerProcess? started = null;
        var problem = "";
        try
        {
            started = WorkerProcess.Start(_launch, Ended, _stopping.Token);
            if (started.Ready.Id != Ready.Id)
                problem = $"cannot be started: its folder holds another model, {started.Ready.Id}, than when this process started; start the process again to use that one";
        }
        catch (ModelLoadException e)
        {
            problem = "cannot be started: " + e.Message;
        }

        lock (_lock)
        {
            if (!_disposed && problem.Length == 0 && started is { HasEnded: false })
            {
                _current = started;
                WorkerLog.Started(_logger, _name);
                return;
            }

            if (!_disposed)
                Wait(problem.Length > 0 ? problem : started!.Why);
        }

        started?.Dispose();
    }
}
