using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>Something that can answer: a model, where it runs, how it is reached, what it can do and costs.</summary>
public sealed record Target
{
    /// <summary>Unique within a catalogue, for example <c>mini@gateway-1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How able it is.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Where it reads what it is sent.</summary>
    public required Zone Zone { get; init; }

    /// <summary>The node that runs it; for a provider, the provider's configured name.</summary>
    public required string Node { get; init; }

    /// <summary>The model that answers.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>Zones that carry the bytes on their way, in order, without the target's own.</summary>
    public ImmutableArray<Zone> Path { get; init; } = [];

    /// <summary>True when the bytes cross <see cref="Path"/> sealed to the target's key, so that no zone of the path reads them.</summary>
    public bool Sealed { get; init; }

    /// <summary>What it can do.</summary>
    public TargetCapabilities Capabilities { get; init; } = new();

    /// <summary>What it costs.</summary>
    public TargetPrice Price { get; init; } = TargetPrice.Free;

    /// <summary>How the machine that runs it is, when it tells; a provider's never does.</summary>
    public DeviceState? Device { get; init; }

    /// <summary>Null when it can be used now; otherwise why not, in plain words.</summary>
    public string? Unavailable { get; init; }

    /// <summary>
    /// Whether it serves what another target serves, so that either may answer: the same model, tier, abilities and price, at the same
    /// provider or in the same zone of own hardware.
    /// </summary>
    /// <param name="other">The other target.</param>
    public bool IsReplicaOf(Target other) =>
        (Tier, Zone.Kind, Sealed, Model) == (other.Tier, other.Zone.Kind, other.Sealed, other.Model)
        && (Zone.Kind == ZoneKind.Cloud ? Node == other.Node : Zone == other.Zone)
        && Capabilities == other.Capabilities && Price == other.Price;
}
