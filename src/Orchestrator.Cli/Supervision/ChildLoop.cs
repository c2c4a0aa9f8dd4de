using System.Diagnostics;

namespace Orchestrator.Cli.Supervision;

/// <summary>Keeps one child running until it is told to stop.</summary>
internal sealed class ChildLoop(ChildSpec spec, HealthProbe probe, Func<string, bool> isHeld, Action<ChildEvent> report, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DegradedPatience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _firstReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RestartBackoff _backoff = new(time);

    /// <summary>Done when it is ready for the first time; fails with <see cref="ChildStartException"/> when it dies before.</summary>
    public Task FirstReady => _firstReady.Task;

    public ChildSpec Spec => spec;

    public bool IsReady { get; private set; }

    public int? Pid { get; private set; }

    /// <summary>The last lines that the child wrote.</summary>
    public IReadOnlyList<string> LastLines { get; private set; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var log = OpenLog();
            while (!stop.IsCancellationRequested)
            {
                if (isHeld(spec.Name))
                    await Task.Delay(Poll, time, stop);
                else if (await RunAgainAsync(log, stop) is { } wait)
                    await Task.Delay(wait, time, stop);
                else
                    await UntilHeldAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while waiting.
        }
        catch (ChildStartException exception)
        {
            _firstReady.TrySetException(exception);
        }
        finally
        {
            _firstReady.TrySetCanceled(CancellationToken.None);
        }
    }

    private LogFile OpenLog()
    {
        try
        {
            return new(spec.LogFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChildStartException(spec, $"the log of {spec.Name}, {spec.LogFile}, cannot be written ({e.Message})", []);
        }
    }

    /// <summary>One that is down for good is tried anew once somebody has stopped it and started it again.</summary>
    private async Task UntilHeldAsync(CancellationToken stop)
    {
        while (!isHeld(spec.Name))
            await Task.Delay(Poll, time, stop);
    }

    private async Task<TimeSpan?> RunAgainAsync(LogFile log, CancellationToken stop)
    {
        try
        {
            return await RunOnceAsync(log, stop);
        }
        catch (ChildStartException exception) when (_firstReady.Task.IsCompletedSuccessfully)
        {
            // It ran before: the system may have had no process or memory to give.
            var wait = _backoff.Next();
            report(new ChildNotStarted(spec, exception.Message, wait));
            return wait;
        }
    }

    /// <summary>One run, to its end; how long to wait before the next, or null for no more.</summary>
    private async Task<TimeSpan?> RunOnceAsync(LogFile log, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan? degradedSince = null;
        using var child = RunningChild.Start(spec, log, time);
        Pid = child.Pid;
        report(new ChildStarted(spec, child.Pid));
        var exit = child.ExitAsync(CancellationToken.None);
        try
        {
            while (!exit.IsCompleted)
            {
                LastLines = log.Tail;
                if (stop.IsCancellationRequested || isHeld(spec.Name))
                {
                    await child.StopAsync(StopPatience);
                    Pid = null;
                    if (!stop.IsCancellationRequested)
                        report(new ChildHeld(spec));
                    return TimeSpan.Zero;
                }

                if (!IsReady)
                {
                    var readiness = await probe.AskAsync(spec.Health, stop);
                    degradedSince = readiness == Readiness.Degraded ? degradedSince ?? watch.Elapsed : null;

                    // A link or provider is given some time to come; without it the process still serves.
                    IsReady = !exit.IsCompleted && (readiness == Readiness.Full || watch.Elapsed - degradedSince > DegradedPatience);
                    if (IsReady)
                    {
                        report(new ChildReady(spec, child.Pid, watch.Elapsed, readiness == Readiness.Degraded));
                        _firstReady.TrySetResult();
                    }
                }

                await Task.WhenAny(exit, Task.Delay(Poll, time, stop));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await child.StopAsync(StopPatience);
            return null;
        }
        finally
        {
            IsReady = false;
            Pid = null;
        }

        // The process is gone; its last words may still be in the pipe.
        await child.StopAsync(StopPatience);
        LastLines = log.Tail;
        var code = await exit;
        if (!_firstReady.Task.IsCompleted)
            throw new ChildStartException(spec, $"{spec.Name} ended with exit code {code} before it was ready", log.Tail);
        var wait = _backoff.Next();
        report(new ChildDied(spec, code, wait, log.Tail));
        return wait;
    }
}
