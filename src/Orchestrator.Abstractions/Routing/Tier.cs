namespace Orchestrator;

/// <summary>What size of model answers a turn. Tiers are about ability; <see cref="Zone"/>s are about trust.</summary>
public enum Tier
{
    /// <summary>A few million parameters, milliseconds, on the device itself.</summary>
    Nano = 1,

    /// <summary>A small model on the customer's own hardware nearby.</summary>
    Mini = 2,

    /// <summary>A large model at a provider.</summary>
    Cloud = 3,
}
