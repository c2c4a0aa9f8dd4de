using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Routing.Difficulty;

/// <summary>What <c>model.json</c> says of the estimator's folder.</summary>
internal sealed record DifficultyManifest
{
    public const int SupportedSchema = 1;
    public const string SupportedKind = "difficulty-linear";

    public required int Schema { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyDictionary<string, DifficultyFile> Files { get; init; }

    public required DifficultySettings Settings { get; init; }

    public IReadOnlyList<DifficultyTrainingSet> TrainingData { get; init; } = [];
}

/// <summary>Size and digest of a file.</summary>
internal sealed record DifficultyFile(long Bytes, string Sha256);

/// <summary>One set the weights were trained on.</summary>
internal sealed record DifficultyTrainingSet(string Name, string Source, string Licence, int Examples);

/// <summary>Calibration of the heads.</summary>
internal sealed record DifficultySettings
{
    /// <summary>Divides the values of the three kinds before the softmax.</summary>
    public required double Temperature { get; init; }

    /// <summary>P(strong right) − P(weak right) at the percentiles 0, 10, …, 100 of open prompts held out from training.</summary>
    public required IReadOnlyList<double> BenefitDeciles { get; init; }

    /// <summary>Promised and true share of each kind on held-out prompts.</summary>
    public required IReadOnlyList<DifficultyReliability> Reliability { get; init; }
}

/// <summary>A row of the reliability table: probability of the likeliest kind, and how often it was the right one.</summary>
internal sealed record DifficultyReliability(double From, double To, int Count, double Confidence, double Accuracy);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, WriteIndented = true)]
[JsonSerializable(typeof(DifficultyManifest))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class DifficultyJson : JsonSerializerContext;
