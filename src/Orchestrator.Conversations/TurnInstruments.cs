using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Conversations;

/// <summary>Metrics and traces of turns, with OpenTelemetry's <c>gen_ai</c> names where they exist. Never content, never ids in metrics.</summary>
public sealed class TurnInstruments : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Orchestrator.Conversations";

    private readonly Meter _meter;
    private readonly Counter<long> _turns;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstContent;
    private readonly Histogram<double> _decision;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">The host's meter factory.</param>
    public TurnInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _turns = _meter.CreateCounter<long>("orchestrator.turns", "{turn}", "Turns that ended.");
        _duration = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "From acceptance to the end of a turn.");
        _firstContent = _meter.CreateHistogram<double>("gen_ai.client.operation.time_to_first_chunk", "s", "From dispatch to the first content.");
        _decision = _meter.CreateHistogram<double>("orchestrator.decision.duration", "s", "Analysis, policy, routing and clearing of a turn.");
    }

    internal ActivitySource Source { get; } = new(Name);

    internal void Decided(TimeSpan took) => _decision.Record(took.TotalSeconds);

    internal void Ended(string outcome, Target? target, TimeSpan took, TimeSpan? firstContent)
    {
        var tags = new TagList
        {
            { "orchestrator.outcome", outcome },
            { "orchestrator.tier", target?.Tier.ToString().ToLowerInvariant() ?? "none" },
            { "orchestrator.zone", target?.Zone.Name ?? "none" },
        };
        _turns.Add(1, tags);
        _duration.Record(took.TotalSeconds, tags);
        if (firstContent is { } first)
            _firstContent.Record(first.TotalSeconds, tags);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        _meter.Dispose();
    }
}
