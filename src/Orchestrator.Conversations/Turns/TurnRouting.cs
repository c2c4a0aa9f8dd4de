using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Orchestrator.Routing;
using Orchestrator.Routing.Cascade;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Learning;
using Orchestrator.Routing.Profiles;

namespace Orchestrator.Conversations;

/// <summary>How a process routes: its router, the dials of its tenants, what it measured, and a second router that decides alongside and is never obeyed. Thread-safe.</summary>
public sealed class TurnRouting
{
    private readonly RouterOptions _options;
    private readonly FrozenDictionary<string, ModelProfile> _profiles;
    private long _seed;

    /// <summary>Makes it.</summary>
    /// <param name="options">How the router weighs.</param>
    /// <param name="measurements">What targets did lately.</param>
    /// <param name="loads">How busy targets are.</param>
    /// <param name="profiles">What is known of single models; null for nothing.</param>
    /// <param name="learned">What was learned from feedback; null for nothing.</param>
    /// <param name="seed">Where the seeds of decisions begin; null begins anywhere.</param>
    public TurnRouting(RouterOptions options, TargetMeasurements measurements, TargetLoads loads, IReadOnlyList<ModelProfile>? profiles = null, LearnedShifts? learned = null, ulong? seed = null)
    {
        (_options, Measurements, Loads) = (options, measurements, loads);
        Learned = learned ?? new();
        _profiles = (profiles ?? []).ToFrozenDictionary(static p => p.Model, StringComparer.Ordinal);
        _seed = (long)(seed ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        Router = new(options);
        Shadow = options.Shadow is { } shadow ? new(shadow) : null;
    }

    /// <summary>The router that is obeyed.</summary>
    public Router Router { get; }

    /// <summary>The router that decides alongside, if one is configured.</summary>
    public Router? Shadow { get; }

    /// <summary>What targets did lately.</summary>
    public TargetMeasurements Measurements { get; }

    /// <summary>Whether answers of local models are judged.</summary>
    internal CascadeOptions Cascade => _options.Cascade;

    /// <summary>How busy targets are.</summary>
    public TargetLoads Loads { get; }

    /// <summary>What was learned from how answers were taken.</summary>
    internal LearnedShifts Learned { get; }

    /// <summary>The seed of one decision: none is given twice.</summary>
    internal ulong NextSeed() => (ulong)Interlocked.Increment(ref _seed);

    /// <summary>The probability that an open model answers a prompt well, by its profile; null without one.</summary>
    internal double? ExpectedOf(Target target, DifficultyEstimate prompt) =>
        target.Capabilities.OpenEnded && _profiles.TryGetValue(target.Model.Name, out var profile) ? profile.Quality(prompt) : null;

    /// <summary>What feedback of a tenant says of a target's model for prompts like this one; null when nothing does.</summary>
    internal LearnedShift? LearnedOf(string tenant, Target target, DifficultyEstimate prompt) => Learned.Of(tenant, target.Model.Name, prompt.Group, _options.LearnedMost);

    internal double DialOf(string tenant) => _options.DialOf(tenant);

    /// <summary>What of a caller's wish its tenant lets stand.</summary>
    internal RoutePreference Within(RoutePreference preference, string tenant) =>
        _options.MostQualityOf(tenant) is var most && preference.Quality > most ? preference with { Quality = most } : preference;

    internal RouteDecision? DecideInShadow(RouteInput input, string tenant) => Shadow?.Decide(input with { Dial = _options.Shadow!.DialOf(tenant) });
}
