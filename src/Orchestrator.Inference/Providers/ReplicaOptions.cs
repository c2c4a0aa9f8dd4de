namespace Orchestrator.Inference.Providers;

/// <summary>Another address of one provider's model; one entry of <c>Orchestrator:Providers:N:Replicas</c>. Everything else is the provider's.</summary>
public sealed class ReplicaOptions
{
    /// <summary>The base URL, as the provider's.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>The API key there; null for the provider's.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The region that this address promises to stay in; null for the provider's. Policy judges it by its own zone.</summary>
    public string? Region { get; set; }
}
