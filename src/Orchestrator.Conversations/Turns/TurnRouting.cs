using Orchestrator.Routing;

namespace Orchestrator.Conversations;

/// <summary>How a process routes: its router, the dials of its tenants, what it measured, and a second router that decides alongside and is never obeyed. Thread-safe.</summary>
public sealed class TurnRouting
{
    private readonly RouterOptions _options;

    /// <summary>Makes it.</summary>
    /// <param name="options">How the router weighs.</param>
    /// <param name="measurements">What targets did lately.</param>
    public TurnRouting(RouterOptions options, TargetMeasurements measurements)
    {
        (_options, Measurements) = (options, measurements);
        Router = new(options);
        Shadow = options.Shadow is { } shadow ? new(shadow) : null;
    }

    /// <summary>The router that is obeyed.</summary>
    public Router Router { get; }

    /// <summary>The router that decides alongside, if one is configured.</summary>
    public Router? Shadow { get; }

    /// <summary>What targets did lately.</summary>
    public TargetMeasurements Measurements { get; }

    internal double DialOf(string tenant) => _options.DialOf(tenant);

    internal RouteDecision? DecideInShadow(RouteInput input, string tenant) => Shadow?.Decide(input with { Dial = _options.Shadow!.DialOf(tenant) });
}
