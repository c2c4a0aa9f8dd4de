using System.ComponentModel.DataAnnotations;

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

    internal RouterOptions Copy() => (RouterOptions)MemberwiseClone();
}
