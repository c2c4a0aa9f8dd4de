namespace Orchestrator;

/// <summary>What the caller asks of the route.</summary>
public sealed record RoutePreference
{
    /// <summary>No wish at all.</summary>
    public static RoutePreference None { get; } = new();

    /// <summary>Where to answer.</summary>
    public RoutePreferenceMode Mode { get; init; }

    /// <summary>0 takes the cheapest answer that may do, 1 the best; null leaves the configured balance.</summary>
    public double? Quality { get; init; }

    /// <summary>The most that the turn may cost, in US dollars.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>The longest wait for the first content.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>What the app asks for, such as <c>support</c>; policies may ask for it.</summary>
    public string? Purpose { get; init; }

    /// <summary>What the person consented to, such as <c>cloud-processing</c>: names between commas; policies may require them.</summary>
    public string? Consent { get; init; }

    /// <summary><c>auto</c>, a tier's name, or a model's name.</summary>
    public string Model { get; init; } = "auto";

    /// <summary>Whether <see cref="Model"/> names a tier or a model, so that nothing is left to choose among others.</summary>
    public bool NamesModel => !string.Equals(Model, "auto", StringComparison.OrdinalIgnoreCase);
}
