using System.Collections.Immutable;

namespace Orchestrator.Cli.Supervision;

/// <summary>Starts processes together, waits until all are ready, starts again those that die, and stops all of them.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HealthProbe _probe = new();
    private readonly ImmutableArray<ChildLoop> _loops;
    private readonly TimeProvider _time;
    private Task _running = Task.CompletedTask;

    /// <param name="children">What to run.</param>
    /// <param name="isHeld">Whether a child of this name is to be kept stopped for now; asked again and again.</param>
    /// <param name="report">Told what happens, from several threads.</param>
    /// <param name="time">The clock.</param>
    public Supervisor(IEnumerable<ChildSpec> children, Func<string, bool> isHeld, Action<ChildEvent> report, TimeProvider time)
    {
        _time = time;
        _loops = [.. children.Select(c => new ChildLoop(c, _probe, isHeld, report, time))];
    }

    public IReadOnlyList<ChildLoop> Children => _loops;

    /// <summary>Starts everything.</summary>
    /// <exception cref="ChildStartException">A child died, or was not ready in time. The others still run: stop them.</exception>
    public async Task StartAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_loops.Select(l => l.RunAsync(_stop.Token)));
        var waiting = _loops.Select(l => l.FirstReady).ToList();
        var timeout = Task.Delay(patience, _time, cancellationToken);
        while (waiting.Count > 0)
        {
            var done = await Task.WhenAny([.. waiting, timeout]);
            await done;
            if (done == timeout)
            {
                var late = _loops.First(l => !l.FirstReady.IsCompleted);
                throw new ChildStartException(late.Spec, $"{late.Spec.Name} was not ready after {patience.TotalSeconds:0} s", late.LastLines);
            }

            waiting.Remove(done);
        }
    }

    /// <summary>Asks every child to stop, and kills after 5 s those that do not.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _probe.Dispose();
        _stop.Dispose();
    }
}
