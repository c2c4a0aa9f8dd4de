using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Local;

/// <summary>
/// A model that runs on this machine, behind an <see cref="IChatClient"/>: one that ships with Orchestrator in this process, a
/// stranger's in a worker, or whatever another engine puts in its place.
/// </summary>
public sealed class LocalModel : IDisposable
{
    private readonly Func<string?>? _problem;

    /// <summary>Describes a model; the model owns <paramref name="client"/> from now on.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The model's version.</param>
    /// <param name="digest">SHA-256 of its weights, lower-case hexadecimal.</param>
    /// <param name="role">The tier it was made for.</param>
    /// <param name="client">What answers.</param>
    /// <param name="confidence">A cheap estimate in 0..1 that the model would answer a text rightly; null when the model has none that is calibrated.</param>
    /// <param name="problem">Why it cannot answer now; null for one that always can.</param>
    /// <param name="slow">The same estimate of a model that must read a text first; null for one that need not, or has none.</param>
    public LocalModel(
        string name, string version, string digest, Tier role, IChatClient client, Func<string, double>? confidence = null, Func<string?>? problem = null, SlowConfidence? slow = null)
    {
        SlowConfidence = slow;
        _problem = problem;
        Name = name;
        Version = version;
        Digest = digest;
        Role = role;
        Client = client;
        Confidence = confidence;
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The model's version.</summary>
    public string Version { get; }

    /// <summary>SHA-256 of the weights, lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>How answers name the model: <c>name@sha256:hex</c>.</summary>
    public string Id => $"{Name}@sha256:{Digest}";

    /// <summary>The tier it was made for.</summary>
    public Tier Role { get; }

    /// <summary>What answers. Safe to call from several threads at once.</summary>
    public IChatClient Client { get; }

    /// <summary>Why it cannot answer now, in words without any text; null while it can. Thread-safe.</summary>
    public string? Problem => _problem?.Invoke();

    /// <summary>A cheap, calibrated estimate in 0..1 that the model would answer a text rightly; null when it has none. Thread-safe.</summary>
    public Func<string, double>? Confidence { get; }

    /// <summary>The same estimate where the model must read the text first, which takes milliseconds; null when it need not, or has none. Thread-safe.</summary>
    public SlowConfidence? SlowConfidence { get; }

    /// <summary>Whether it knows a narrow domain and where that ends; one that does not is taken to answer anything.</summary>
    public bool IsNarrow => Confidence is not null || SlowConfidence is not null;

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
