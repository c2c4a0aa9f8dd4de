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

    /// <summary>So many characters of a text it reads.</summary>
    [JsonIgnore]
    public int Reads => MaxCharacters ?? 600;

    /// <summary>Values that it may write in a call though nobody says them; all other texts of arguments are words of the message. Null for a model that writes texts of its own.</summary>
    public IReadOnlyList<string>? Unsaid { get; init; }

    /// <summary>How often it is asked for a call that it is not sure of, each time with the tools and their parameters in another order; what most answers agree on is the call.</summary>
    public int Ballots { get; init; } = 1;

    /// <summary>From this calibrated confidence on, an answer is given.</summary>
    public required double Threshold { get; init; }

    /// <summary>What it says when it gives none.</summary>
    public required string Declines { get; init; }

    /// <summary>From the probability that it does not pass, before it answers, to that of a right answer.</summary>
    public required TaggerCalibration Before { get; init; }

    /// <summary>From the probability of what it has begun to write to that of a right answer. Its reliability is that of all answers, calls too.</summary>
    public required TaggerCalibration Answer { get; init; }

    /// <summary>The same for calls, which are more often right at the same probability; null where they go by <see cref="Answer"/>.</summary>
    public IReadOnlyList<CalibrationPoint>? Calls { get; init; }

    /// <summary>The probability that what it wrote is right.</summary>
    /// <param name="probability">Of what it wrote; of a call, of the whole of it.</param>
    /// <param name="calls">It is a call.</param>
    public double Confidence(double probability, bool calls) => (calls && Calls is not null ? Answer with { Points = Calls } : Answer).Apply(probability);

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
