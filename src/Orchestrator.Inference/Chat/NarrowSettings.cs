using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Chat;

/// <summary>The part of <c>model.json</c> that is about decoders of a narrow domain.</summary>
internal sealed record NarrowSettings
{
    /// <summary>The token that such a model writes instead of an answer when a request is not its own.</summary>
    public required int PassToken { get; init; }

    /// <summary>So many characters of a text the model's template lets it read; null for 600.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>From this calibrated confidence on, an answer is given.</summary>
    public required double Threshold { get; init; }

    /// <summary>What it says when it gives none.</summary>
    public required string Declines { get; init; }

    /// <summary>From the probability that it does not pass, before it answers, to that of a right answer.</summary>
    public required TaggerCalibration Before { get; init; }

    /// <summary>From the probability of what it has begun to write to that of a right answer.</summary>
    public required TaggerCalibration Answer { get; init; }

    /// <summary>The share of right answers among those that are given, by the reliability of the confidence that they come with.</summary>
    [JsonIgnore]
    public double Kept
    {
        get
        {
            var given = Answer.Reliability.Where(b => b.From >= Threshold).ToList();
            var count = given.Sum(static b => b.Count);
            return count == 0 ? Threshold : given.Sum(static b => b.Count * b.Accuracy) / count;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NarrowSettings))]
internal sealed partial class NarrowJson : JsonSerializerContext;
