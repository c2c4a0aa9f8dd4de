using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Routing;

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
    private readonly Counter<long> _shadow;
    private readonly Counter<long> _balanced;
    private readonly Counter<long> _judged;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">The host's meter factory.</param>
    public TurnInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _turns = _meter.CreateCounter<long>("orchestrator.turns", "{turn}", "Turns that ended.");
        _duration = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "From acceptance to the end of a turn.");
        _firstContent = _meter.CreateHistogram<double>("gen_ai.client.operation.time_to_first_chunk", "s", "From dispatch to the first content.");
        _decision = _meter.CreateHistogram<double>("orchestrator.decision.duration", "s", "Analysis, policy, routing and clearing of a turn.");
        _shadow = _meter.CreateCounter<long>("orchestrator.routes.shadow", "{turn}", "Turns that a shadow router decided alongside, by both tiers.");
        _judged = _meter.CreateCounter<long>("orchestrator.answers.judged", "{answer}", "Answers of local models that told their risk, by tier, and whether they were kept.");
        _balanced = _meter.CreateCounter<long>("orchestrator.routes.balanced", "{turn}", "Turns whose first target was chosen among replicas, by that target, and whether the conversation stayed with it.");
    }

    internal void Judged(Target target, bool kept) => _judged.Add(1, new TagList { { "orchestrator.tier", TierOf(target) }, { "orchestrator.kept", kept } });

    internal ActivitySource Source { get; } = new(Name);

    internal void Decided(TimeSpan took) => _decision.Record(took.TotalSeconds);

    internal void Shadowed(Target? target, Target? shadow) => _shadow.Add(1, new TagList
    {
        { "orchestrator.tier", TierOf(target) },
        { "orchestrator.shadow_tier", TierOf(shadow) },
        { "orchestrator.same_target", target?.Id == shadow?.Id },
    });

    internal void Balanced(RouteInput input, RouteDecision decision)
    {
        if (input.Seed is null || decision.Plan.Length < 2 || decision.Plan[0].Target is var first && !first.IsReplicaOf(decision.Plan[1].Target))
            return;
        _balanced.Add(1, new TagList { { "orchestrator.target", first.Id }, { "orchestrator.held", input.Memory?.HeldTarget == first.Id } });
    }

    /// <summary>Shows how busy targets are.</summary>
    internal void Watch(TargetLoads loads)
    {
        _meter.CreateObservableGauge("orchestrator.target.outstanding", () => loads.All().Select(static t => Measured((long)t.Load.Outstanding, t.TargetId)), "{attempt}", "Attempts of this process that run at each target.");
        _meter.CreateObservableGauge("orchestrator.target.wait", () => loads.All().Select(static t => Measured(t.Load.Wait.TotalSeconds, t.TargetId)), "s", "What an attempt at each target waits for its first content: a mean that leaps to every longer wait.");

        static Measurement<T> Measured<T>(T value, string target)
            where T : struct => new(value, new KeyValuePair<string, object?>("orchestrator.target", target));
    }

    internal void Ended(string outcome, Target? target, TimeSpan took, TimeSpan? firstContent)
    {
        var tags = new TagList
        {
            { "orchestrator.outcome", outcome },
            { "orchestrator.tier", TierOf(target) },
            { "orchestrator.zone", target?.Zone.Name ?? "none" },
        };
        _turns.Add(1, tags);
        _duration.Record(took.TotalSeconds, tags);
        if (firstContent is { } first)
            _firstContent.Record(first.TotalSeconds, tags);
    }

    private static string TierOf(Target? target) => target?.Tier.ToString().ToLowerInvariant() ?? "none";

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        _meter.Dispose();
    }
}
