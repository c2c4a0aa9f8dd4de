using System.ComponentModel.DataAnnotations;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Routing;

/// <summary>How the router weighs quality against distance and sensitivity. All values are in units of expected quality, 0 to 1.</summary>
public sealed class RouterOptions
{
    /// <summary>What a turn on the mini tier gives up against one on the device.</summary>
    /// <value>The default is 0.05.</value>
    [Range(0.0, 1.0)]
    public double MiniDistance { get; set; } = 0.05;

    /// <summary>What a turn at a provider gives up against one on the device: money, time and reach.</summary>
    /// <value>The default is 0.3.</value>
    [Range(0.0, 1.0)]
    public double CloudDistance { get; set; } = 0.3;

    /// <summary>What an answer loses when its model sees the text with findings cut out.</summary>
    /// <value>The default is 0.4.</value>
    [Range(0.0, 1.0)]
    public double RedactionLoss { get; set; } = 0.4;

    /// <summary>What a model that cannot call tools loses when the caller declared some.</summary>
    /// <value>The default is 0.3.</value>
    [Range(0.0, 1.0)]
    public double NoToolsLoss { get; set; } = 0.3;

    /// <summary>A model of a narrow domain is not asked below this confidence.</summary>
    /// <value>The default is 0.25.</value>
    [Range(0.0, 1.0)]
    public double NarrowFloor { get; set; } = 0.25;

    /// <summary>What a preference for the device or for a provider is worth.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.0, 1.0)]
    public double PreferenceBonus { get; set; } = 0.5;

    /// <summary>Completion tokens that a cost estimate assumes when the caller sets no limit.</summary>
    /// <value>The default is 512.</value>
    [Range(1, 1_000_000)]
    public int AssumedOutputTokens { get; set; } = 512;

    /// <summary>The dial of a caller that sets none, whose tenant has none: 0 takes the cheapest answer that may do, 1 the best. See <see cref="QualityDial"/>.</summary>
    /// <value>The default is 0.5.</value>
    [Range(0.0, 1.0)]
    public double Quality { get; set; } = QualityDial.Balanced;

    /// <summary>The dials of tenants that have their own, by tenant.</summary>
    public Dictionary<string, double> TenantQuality { get; } = new(StringComparer.Ordinal);

    /// <summary>How many easy turns in a row a conversation stays on a higher tier before it falls.</summary>
    /// <value>The default is 2.</value>
    [Range(0, 100)]
    public int EasyTurnsToFall { get; set; } = 2;

    /// <summary>A pause that makes a conversation's earlier routes count for nothing.</summary>
    /// <value>The default is 30 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleReset { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A new topic: this share of a message's words was never spoken of before.</summary>
    /// <value>The default is 0.95.</value>
    [Range(0.0, 1.0)]
    public double DriftReset { get; set; } = 0.95;

    /// <summary>How long a provider's cache of a prompt is taken to live.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>From how many tokens on, that a replica has in its cache of a conversation, the conversation stays with it although another is less loaded.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 100_000_000)]
    public int ReplicaStickTokens { get; set; } = 256;

    /// <summary>How many times as loaded as the one that was drawn such a replica may be.</summary>
    /// <value>The default is 3.</value>
    [Range(1.0, 1000.0)]
    public double ReplicaStickLoad { get; set; } = 3;

    /// <summary>Below this charge, on battery, a device's decoder is not asked. Its tagger is: that costs less than sending the text.</summary>
    /// <value>The default is 15 percent.</value>
    [Range(0, 100)]
    public int LeastBatteryPercent { get; set; } = 15;

    /// <summary>Above this temperature a machine's decoder is not asked.</summary>
    /// <value>The default is 90 °C.</value>
    [Range(0.0, 200.0)]
    public double MostTemperatureCelsius { get; set; } = 90;

    /// <summary>Below this much available memory a machine's decoder is not asked.</summary>
    /// <value>The default is 128 MiB.</value>
    [Range(0, 1_000_000)]
    public int LeastMemoryMegabytes { get; set; } = 128;

    /// <summary>Files with the profiles of models, as <c>orchestrator route calibrate</c> makes them; one a model.</summary>
    public List<string> Profiles { get; } = [];

    /// <summary>The most that feedback of a tenant may move what is expected of a model for one group of prompts, either way; 0 learns nothing.</summary>
    /// <value>The default is 0.1.</value>
    [Range(0.0, 0.5)]
    public double LearnedMost { get; set; } = 0.1;

    /// <summary>Whether answers of local models are judged before they are kept.</summary>
    public CascadeOptions Cascade { get; set; } = new();

    /// <summary>The most that callers may turn the dial up to: who asks for more gets this.</summary>
    /// <value>The default is 1.</value>
    [Range(0.0, 1.0)]
    public double MostQuality { get; set; } = 1;

    /// <summary>The same for the callers of single tenants, by tenant.</summary>
    public Dictionary<string, double> TenantMostQuality { get; } = new(StringComparer.Ordinal);

    /// <summary>A second router that decides each turn alongside; its decision is logged and counted, never executed. Null, the default, for none.</summary>
    public RouterOptions? Shadow { get; set; }

    /// <summary>The dial of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    public double DialOf(string tenant) => TenantQuality.GetValueOrDefault(tenant, Quality);

    /// <summary>The most that a caller of the tenant may turn the dial up to.</summary>
    /// <param name="tenant">The tenant.</param>
    public double MostQualityOf(string tenant) => TenantMostQuality.GetValueOrDefault(tenant, MostQuality);

    internal RouterOptions Copy() => (RouterOptions)MemberwiseClone();
}
