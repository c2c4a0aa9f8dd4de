using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Orchestrator.Api.Health;

/// <summary>Looks at every part every five seconds, so that "since" is true also when nobody asks, and shows the states as gauges.</summary>
internal sealed class HealthWatch : BackgroundService
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orchestrator.Health";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly HealthBoard _board;
    private readonly TimeProvider _time;
    private readonly Meter _meter;

    public HealthWatch(HealthBoard board, TimeProvider time, IMeterFactory meters)
    {
        (_board, _time) = (board, time);
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge(
            "orchestrator.health.state",
            () => _board.Parts.Select(part => _board.Read(part) is var health
                ? new Measurement<int>(2 - (int)health.Status, new("orchestrator.part", part.Name), new("orchestrator.code", health.Code))
                : default),
            "{state}",
            "How each part is: 0 healthy, 1 degraded, 2 unhealthy; with its code.");
        _meter.CreateObservableGauge(
            "orchestrator.health.count",
            () => _board.Parts.SelectMany(part => _board.Read(part).Counts.Select(c =>
                new Measurement<long>(c.Value, new("orchestrator.part", part.Name), new("orchestrator.count", c.Key)))),
            "{item}",
            "The numbers that the parts tell of themselves, such as turns found interrupted at the start.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(s_interval, _time);
        try
        {
            do
            {
                foreach (var part in _board.Parts)
                    _ = _board.Read(part);
            }
            while (await ticks.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
