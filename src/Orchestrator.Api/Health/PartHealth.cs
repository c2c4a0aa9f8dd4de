using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Api.Health;

/// <summary>How one part of a process is. Never text of people or models, never a secret, never a path.</summary>
/// <param name="Status">Healthy; degraded: it goes on with less; unhealthy: what the part is for cannot be done.</param>
/// <param name="Code">The stable code of the state, such as <c>STORAGE_FULL</c>.</param>
/// <param name="Found">What is the matter, in plain words.</param>
public sealed record PartHealth(HealthStatus Status, string Code, string Found)
{
    /// <summary>Since when; null when the part does not know, and then it is when the state was first seen.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What it means for users; null when nothing.</summary>
    public string? Means { get; init; }

    /// <summary>What the operator does; null when nothing.</summary>
    public string? Remedy { get; init; }

    /// <summary>Numbers that belong to it.</summary>
    public ImmutableSortedDictionary<string, long> Counts { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>All is well.</summary>
    /// <param name="code">The code.</param>
    /// <param name="found">What is there.</param>
    public static PartHealth Healthy(string code, string found) => new(HealthStatus.Healthy, code, found);

    /// <summary>It goes on with less.</summary>
    /// <param name="code">The code.</param>
    /// <param name="found">What is the matter.</param>
    /// <param name="means">What it means for users.</param>
    /// <param name="remedy">What the operator does.</param>
    public static PartHealth Degraded(string code, string found, string means, string? remedy) =>
        new(HealthStatus.Degraded, code, found) { Means = means, Remedy = remedy };

    /// <summary>What the part is for cannot be done.</summary>
    /// <param name="code">The code.</param>
    /// <param name="found">What is the matter.</param>
    /// <param name="means">What it means for users.</param>
    /// <param name="remedy">What the operator does.</param>
    public static PartHealth Unhealthy(string code, string found, string means, string? remedy) =>
        new(HealthStatus.Unhealthy, code, found) { Means = means, Remedy = remedy };
}
