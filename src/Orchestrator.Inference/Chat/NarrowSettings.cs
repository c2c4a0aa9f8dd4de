using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Chat;

/// <summary>The part of <c>model.json</c> that is about decoders of a narrow domain.</summary>
internal sealed record NarrowSettings
{
    /// <summary>The token that such a model writes instead of an answer when a request is not its own.</summary>
    public required int PassToken { get; init; }

    /// <summary>From this calibrated confidence on, an answer is given.</summary>
    public required double Threshold { get; init; }

    /// <summary>What it says when it gives none.</summary>
    public required string Declines { get; init; }

    /// <summary>From the probability that it does not pass, before it answers, to that of a right answer.</summary>
    public required TaggerCalibration Before { get; init; }

    /// <summary>From the probability of what it has begun to write to that of a right answer.</summary>
    public required TaggerCalibration Answer { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NarrowSettings))]
internal sealed partial class NarrowJson : JsonSerializerContext;
