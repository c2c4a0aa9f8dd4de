using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>The circumstances of a request that its text does not tell.</summary>
public sealed record PolicyContext
{
    /// <summary>Nothing is known.</summary>
    public static PolicyContext None { get; } = new();

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>What the app says that it asks for, such as <c>support</c>.</summary>
    public string? Purpose { get; init; }

    /// <summary>What the app says that the person consented to, such as <c>cloud-processing</c>.</summary>
    public ImmutableArray<string> Consents { get; init; } = [];
}
