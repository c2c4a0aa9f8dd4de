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

    readonly DifficultyWeights _weights;
    readonly DifficultySettings _settings;

    DifficultyEstimator(DifficultyManifest manifest, DifficultyWeights weights)
    {
        _weights = weights;
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
        if (!manifest.Files.TryGetValue(WeightsFile, out var expected))
            throw new DifficultyLoadException($"'{ManifestFile}' in '{folder}' does not list '{WeightsFile}'. Restore the folder from its release.");
        var bytes = Read(folder, WeightsFile);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!string.Equals(found, expected.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new DifficultyLoadException($"'{WeightsFile}' in '{folder}' has the wrong digest: expected sha256 {expected.Sha256} ({expected.Bytes} bytes), found {found} ({bytes.Length} bytes). The file is damaged or was changed; restore the folder from its release.");
        var weights = DifficultyWeights.Read(bytes)
            ?? throw new DifficultyLoadException($"'{WeightsFile}' in '{folder}' was not made for this build's prompt features (version {PromptFeatures.Version}). Use weights made for this version of Orchestrator.");
        return new DifficultyEstimator(manifest, weights);
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
        _weights.Score(prompt, heads);
        return DifficultyMath.Estimate(heads, _settings.Temperature, _settings.BenefitDeciles);
    }

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
