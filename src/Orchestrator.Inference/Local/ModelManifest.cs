using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Local;

/// <summary>What <c>model.json</c> says of a model folder: who it is, and the digest of every other file.</summary>
public sealed record ModelManifest
{
    /// <summary>The manifest schema this build reads.</summary>
    public const int SupportedSchema = 1;

    /// <summary>Version of the manifest's own form.</summary>
    public required int Schema { get; init; }

    /// <summary>What kind of model it is, and with that which engine runs it: <c>tagger-commands</c>, <c>tagger-answers</c> or <c>decoder-narrow</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The tier it was made for.</summary>
    [JsonConverter(typeof(TierNameConverter))]
    public required Tier Role { get; init; }

    /// <summary>One line that says honestly what the model is and is not.</summary>
    public required string Summary { get; init; }

    /// <summary>Every file of the model by name, those of a decoder under <c>onnx/</c> too; <c>model.json</c> itself excepted.</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>The data it was trained on.</summary>
    public IReadOnlyList<TrainingSet> TrainingData { get; init; } = [];

    /// <summary>Settings of the kind of engine that runs the model, read by that engine.</summary>
    public JsonElement Settings { get; init; }
}
