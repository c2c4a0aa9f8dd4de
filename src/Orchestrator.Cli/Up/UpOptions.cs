namespace Orchestrator.Cli.Up;

/// <summary>What <c>up</c> was asked for.</summary>
internal sealed record UpOptions
{
    public required string Data { get; init; }

    public int PortBase { get; init; } = Ports.DefaultBase;

    /// <summary>Never start the stand-in, even when no provider is configured: then nothing answers for the cloud.</summary>
    public bool NoStandIn { get; init; }

    public IReadOnlyList<ProviderSetting> Providers { get; init; } = [];

    public bool Json { get; init; }

    /// <summary>How long all processes together may take to become ready.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
