namespace Orchestrator;

/// <summary>
/// A place where bytes are read, named as in policies and ledgers: <c>device</c>, <c>gateway</c>, <c>cluster</c>,
/// <c>telemetry</c>, <c>cloud/&lt;provider&gt;</c> or <c>cloud/&lt;provider&gt;/&lt;region&gt;</c>.
/// </summary>
public readonly record struct Zone
{
    private readonly string? _name;

    private Zone(ZoneKind kind, string name) => (Kind, _name) = (kind, name);

    /// <summary>The person's device.</summary>
    public static Zone Device { get; } = new(ZoneKind.Device, "device");

    /// <summary>A gateway of the site.</summary>
    public static Zone Gateway { get; } = new(ZoneKind.Gateway, "gateway");

    /// <summary>The cluster.</summary>
    public static Zone Cluster { get; } = new(ZoneKind.Cluster, "cluster");

    /// <summary>Logs, traces and metrics.</summary>
    public static Zone Telemetry { get; } = new(ZoneKind.Telemetry, "telemetry");

    /// <summary>What kind of place this is.</summary>
    public ZoneKind Kind { get; }

    /// <summary>The zone's full name.</summary>
    public string Name => _name ?? "";

    /// <summary>The zone of a model provider.</summary>
    /// <param name="provider">The provider's configured name: lower-case letters, digits, '-', '_' or '.'.</param>
    /// <param name="region">The region that the provider promises to stay in, if it does.</param>
    /// <exception cref="ArgumentException">A part is empty or holds another character.</exception>
    public static Zone Cloud(string provider, string? region = null)
    {
        CheckPart(provider, nameof(provider));
        if (region is null)
            return new(ZoneKind.Cloud, $"cloud/{provider}");
        CheckPart(region, nameof(region));
        return new(ZoneKind.Cloud, $"cloud/{provider}/{region}");
    }

    /// <summary>Reads a zone's name.</summary>
    /// <param name="name">The name, as <see cref="Name"/> gives it.</param>
    /// <exception cref="FormatException">The name is no zone's.</exception>
    public static Zone Parse(string name) =>
        TryParse(name, out var zone)
            ? zone
            : throw new FormatException($"'{name}' is no zone. Expected device, gateway, cluster, telemetry, cloud/<provider> or cloud/<provider>/<region>.");

    /// <summary>Reads a zone's name, if it is one.</summary>
    /// <param name="name">The name to read.</param>
    /// <param name="zone">The zone, when the answer is true.</param>
    public static bool TryParse(string? name, out Zone zone)
    {
        zone = name switch
        {
            "device" => Device,
            "gateway" => Gateway,
            "cluster" => Cluster,
            "telemetry" => Telemetry,
            _ => default,
        };
        if (zone.Kind != default || name is null)
            return zone.Kind != default;

        var parts = name.Split('/');
        if (parts.Length is < 2 or > 3 || parts[0] != "cloud" || !parts.Skip(1).All(IsPart))
            return false;
        zone = Cloud(parts[1], parts.Length == 3 ? parts[2] : null);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsPart(string? part) =>
        !string.IsNullOrEmpty(part) && part.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    private static void CheckPart(string part, string parameter)
    {
        if (!IsPart(part))
            throw new ArgumentException($"'{part}' cannot name a provider or region: use lower-case letters, digits, '-', '_' or '.'.", parameter);
    }
}
