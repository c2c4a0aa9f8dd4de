using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Profiles;

/// <summary>
/// How well one model answers, learned from a few hundred scored prompts: how its answers follow what the difficulty estimator sees, and how
/// far they depart from that in each group of prompts. <c>orchestrator route calibrate</c> makes it. Thread-safe.
/// </summary>
public sealed record ModelProfile
{
    /// <summary>The version of this file's form.</summary>
    public const int SupportedVersion = 1;

    /// <summary>The version of the file's form.</summary>
    [JsonRequired]
    public int Version { get; init; }

    /// <summary>The model's name, as targets have it.</summary>
    [JsonRequired]
    public string Model { get; init; } = "";

    /// <summary>The version of the estimator that it was made with; another sees other groups.</summary>
    [JsonRequired]
    public string Estimator { get; init; } = "";

    /// <summary>How many scored prompts it is made of.</summary>
    [JsonRequired]
    public int Prompts { get; init; }

    /// <summary>Weights of a constant, and of the log-odds that a strong and that a weak model is right.</summary>
    [JsonRequired]
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>How much more often it is right in each group of prompts than the weights say; drawn towards 0 where few were scored.</summary>
    [JsonRequired]
    public IReadOnlyList<double> Groups { get; init; } = [];

    /// <summary>How far its probabilities were from the truth on prompts it was not made of: expected calibration error in five folds.</summary>
    public double CalibrationError { get; init; }

    /// <summary>The probability that the model answers a prompt well.</summary>
    /// <param name="prompt">What the estimator sees in it.</param>
    public double Quality(DifficultyEstimate prompt)
    {
        var quality = ProfileFit.Logistic(Weights, prompt);
        return Math.Clamp(quality + (prompt.Group >= 0 && prompt.Group < Groups.Count ? Groups[prompt.Group] : 0), 0.01, 0.99);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It cannot be read, or is no profile; the message says what to do.</exception>
    public static ModelProfile Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ProfileJson.Default.ModelProfile) is { Version: SupportedVersion, Weights.Count: ProfileFit.Width } profile
                ? profile
                : throw new FormatException($"'{path}' is no profile of version {SupportedVersion}. Make it anew with 'orchestrator route calibrate'.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{path}' is not what was expected at {e.Path}, line {e.LineNumber}. Make it anew with 'orchestrator route calibrate'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{path}' cannot be read ({e.GetType().Name}). Correct the path, or its permissions.", e);
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ProfileJson.Default.ModelProfile);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelProfile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
