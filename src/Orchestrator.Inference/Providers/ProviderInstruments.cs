using System.Diagnostics.Metrics;

namespace Orchestrator.Inference.Providers;

/// <summary>Metrics of providers: meter <c>Orchestrator.Providers</c>. Tags are targets and codes, never text. Thread-safe.</summary>
public sealed class ProviderInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orchestrator.Providers";

    private readonly Meter _meter;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _firstContent;
    private readonly List<ProviderConnector> _providers = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">The host's meter factory.</param>
    public ProviderInstruments(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _attempts = _meter.CreateCounter<long>("orchestrator.provider.attempts", "{attempt}", "Attempts at providers, by outcome.");
        _firstContent = _meter.CreateHistogram<double>("orchestrator.provider.first_content", "s", "From sending to the first content.");
        _meter.CreateObservableGauge("orchestrator.provider.circuit", () => Each(static p => (long)p.Circuit), "{state}", "Circuit of each provider: 0 closed, 1 open, 2 half-open.");
        _meter.CreateObservableGauge("orchestrator.provider.available", () => Each(static p => p.Target.Unavailable is null ? 1L : 0L), "{provider}", "Whether the provider can be used now.");
        _meter.CreateObservableGauge("orchestrator.provider.running", () => Each(static p => (long)p.Running), "{attempt}", "Attempts at the provider now, queued ones included.");
    }

    internal void Watch(ProviderConnector provider)
    {
        lock (_providers)
            _providers.Add(provider);
    }

    internal void Ended(string target, string outcome, TimeSpan? firstContent)
    {
        var tag = new KeyValuePair<string, object?>("orchestrator.target", target);
        _attempts.Add(1, tag, new("orchestrator.outcome", outcome));
        if (firstContent is { } first)
            _firstContent.Record(first.TotalSeconds, tag);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Measurement<long>[] Each(Func<ProviderConnector, long> read)
    {
        lock (_providers)
            return [.. _providers.Select(p => new Measurement<long>(read(p), new KeyValuePair<string, object?>("orchestrator.target", p.Target.Id)))];
    }
}
