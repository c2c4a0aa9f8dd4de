using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Circumstances, all of which must hold; one that is not given holds always.</summary>
internal sealed record PolicyConditions
{
    public ImmutableArray<ZonePattern> Zones { get; init; } = [];

    public FrozenSet<string> Providers { get; init; } = [];

    public FrozenSet<string> Regions { get; init; } = [];

    public FrozenSet<Tier> Tiers { get; init; } = [];

    public FrozenSet<string> Tenants { get; init; } = [];

    public FrozenSet<string> Purposes { get; init; } = [];

    /// <summary>All of them must have been given.</summary>
    public ImmutableArray<string> Consent { get; init; } = [];

    /// <summary>One of them must be among the tools that the model could call.</summary>
    public FrozenSet<string> Tools { get; init; } = [];

    public bool SpeaksOf(Zone zone) => InZones(zone) && In(Providers, Part(zone, 1)) && In(Regions, Part(zone, 2));

    /// <summary>Whether all that does not depend on the zone holds.</summary>
    public bool HoldFor(in PolicyQuestion question) =>
        (Tiers.Count == 0 || (question.Tier is { } tier && Tiers.Contains(tier)))
        && In(Tenants, question.Context.Tenant)
        && In(Purposes, question.Context.Purpose)
        && HasConsent(question.Context)
        && HasTool(question.Tools);

    private static bool In(FrozenSet<string> allowed, string? value) => allowed.Count == 0 || (value is not null && allowed.Contains(value));

    private static string? Part(Zone zone, int part) =>
        zone.Kind == ZoneKind.Cloud && zone.Name.Split('/') is var parts && parts.Length > part ? parts[part] : null;

    private bool InZones(Zone zone)
    {
        if (Zones.IsEmpty)
            return zone.Kind != default;
        foreach (var pattern in Zones)
        {
            if (pattern.Matches(zone))
                return true;
        }

        return false;
    }

    private bool HasConsent(PolicyContext context)
    {
        foreach (var consent in Consent)
        {
            if (!context.Consents.Contains(consent, StringComparer.Ordinal))
                return false;
        }

        return true;
    }

    private bool HasTool(ImmutableArray<string> tools)
    {
        if (Tools.Count == 0)
            return true;
        foreach (var tool in tools)
        {
            if (Tools.Contains(tool))
                return true;
        }

        return false;
    }
}
