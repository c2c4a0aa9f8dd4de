using System.Security.Cryptography;
using System.Text.Json;

namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Guesses from a prompt's words alone which kind of model answers it well: a linear model over hashed words, a few
/// microseconds a prompt, no network. Thread-safe.
/// </summary>
public sealed class DifficultyEstimator : IDifficultyEstimator
{
    const string ManifestFile = "model.json";
    const string WeightsFile = "weights.bin";
    internal const string ClustersFile = "clusters.bin";
    internal const string SmallTalkFile = "small-talk.json";

    readonly DifficultyWeights _weights;
    readonly DifficultySettings _settings;
    readonly PromptClusters? _clusters;
    readonly SmallTalk _smallTalk;

    DifficultyEstimator(DifficultyManifest manifest, DifficultyWeights weights, PromptClusters? clusters, SmallTalk smallTalk)
    {
        (_weights, _clusters, _smallTalk) = (weights, clusters, smallTalk);
        _settings = manifest.Settings;
        Name = manifest.Name;
        Version = manifest.Version;
        Digest = manifest.Files[WeightsFile].Sha256;
    }

    /// <summary>The estimator's name.</summary>
    public string Name { get; }

    /// <summary>The estimator's version.</summary>
    public string Version { get; }

    /// <summary>SHA-256 of the weights, lower-case hexadecimal: stored with a decision so that it replays.</summary>
    public string Digest { get; }

    string IDifficultyEstimator.Version => $"{Name}/{Version}@sha256:{Digest}";

    /// <summary>Loads the estimator from its folder, after checking the SHA-256 of its weights against <c>model.json</c>.</summary>
    /// <exception cref="DifficultyLoadException">A file is missing, has the wrong digest or an unsupported form.</exception>
    public static DifficultyEstimator Load(string folder)
    {
        var manifest = ReadManifest(folder);
        var weights = DifficultyWeights.Read(Verified(manifest, folder, WeightsFile)) ?? throw Foreign(folder, WeightsFile);
        var clusters = manifest.Files.ContainsKey(ClustersFile)
            ? PromptClusters.Read(Verified(manifest, folder, ClustersFile), weights.Buckets) ?? throw Foreign(folder, ClustersFile)
            : null;
        var smallTalk = manifest.Files.ContainsKey(SmallTalkFile)
            ? SmallTalk.Read(Verified(manifest, folder, SmallTalkFile)) ?? throw Foreign(folder, SmallTalkFile)
            : SmallTalk.None;
        return new DifficultyEstimator(manifest, weights, clusters, smallTalk);
    }

    /// <summary>Estimates a prompt; any string is accepted. Allocates nothing.</summary>
    public DifficultyEstimate Estimate(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Estimate(prompt.AsSpan());
    }

    /// <summary>Estimates a prompt; any text is accepted. Allocates nothing.</summary>
    public DifficultyEstimate Estimate(ReadOnlySpan<char> prompt)
    {
        Span<double> heads = stackalloc double[DifficultyWeights.Heads];
        Span<int> hashed = stackalloc int[PromptFeatures.MostHashed];
        hashed = hashed[..PromptFeatures.Hash(prompt, hashed, _weights.Buckets)];
        Span<float> form = stackalloc float[PromptFeatures.FormCount];
        PromptFeatures.Form(prompt, form);
        _weights.Score(hashed, form, heads);
        var estimate = DifficultyMath.Estimate(heads, _settings.Temperature, _settings.BenefitDeciles) with { Group = _clusters?.Of(hashed, form) ?? -1 };
        return _smallTalk.IsAll(prompt) ? SmallTalk.Estimated(estimate) : estimate;
    }

    static byte[] Verified(DifficultyManifest manifest, string folder, string name)
    {
        if (!manifest.Files.TryGetValue(name, out var expected))
            throw new DifficultyLoadException($"'{ManifestFile}' in '{folder}' does not list '{name}'. Restore the folder from its release.");
        var bytes = Read(folder, name);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return string.Equals(found, expected.Sha256, StringComparison.OrdinalIgnoreCase)
            ? bytes
            : throw new DifficultyLoadException($"'{name}' in '{folder}' has the wrong digest: expected sha256 {expected.Sha256} ({expected.Bytes} bytes), found {found} ({bytes.Length} bytes). The file is damaged or was changed; restore the folder from its release.");
    }

    static DifficultyLoadException Foreign(string folder, string name) =>
        new($"'{name}' in '{folder}' was not made for this build's prompt features (version {PromptFeatures.Version}). Use one made for this version of Orchestrator.");

    static DifficultyManifest ReadManifest(string folder)
    {
        DifficultyManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(Read(folder, ManifestFile), DifficultyJson.Default.DifficultyManifest);
        }
        catch (JsonException e)
        {
            throw new DifficultyLoadException($"'{ManifestFile}' in '{folder}' is not what was expected at {e.Path}, line {e.LineNumber}. Restore the folder from its release.", e);
        }

        if (manifest is not { Schema: DifficultyManifest.SupportedSchema, Kind: DifficultyManifest.SupportedKind })
            throw new DifficultyLoadException($"'{ManifestFile}' in '{folder}' has schema {manifest?.Schema} and kind '{manifest?.Kind}'; expected schema {DifficultyManifest.SupportedSchema} and kind '{DifficultyManifest.SupportedKind}'. Use weights made for this version of Orchestrator.");
        return manifest;
    }

    static byte[] Read(string folder, string name)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DifficultyLoadException($"'{name}' is missing from the difficulty estimator's folder '{folder}'. Restore the folder from its release, or name another.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DifficultyLoadException($"'{name}' in the difficulty estimator's folder '{folder}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }
}
