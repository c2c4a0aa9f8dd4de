using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Routing.Cascade;

/// <summary>
/// A model's probe and calibration, the file <c>cascade.json</c> in its folder: how likely an answer is to be wrong by the
/// log-probabilities of its tokens. A command in <c>training/</c> makes it. Thread-safe.
/// </summary>
public sealed record AnswerJudge
{
    /// <summary>The file's name.</summary>
    public const string File = "cascade.json";

    /// <summary>The version of <see cref="AnswerSignals"/> that it was made for.</summary>
    [JsonRequired]
    public int Version { get; init; }

    /// <summary>Weights of a logistic regression over the signals.</summary>
    [JsonRequired]
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>A domain with fewer answers goes by all of them together.</summary>
    [JsonRequired]
    public int LeastAnswers { get; init; }

    /// <summary>What the calibration saw, by domain; <see cref="AnswerDomain.All"/> is there.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, WrongAnswers> Domains { get; init; } = new Dictionary<string, WrongAnswers>();

    /// <summary>The same for answers that another model gave as well; empty when that was not calibrated.</summary>
    public IReadOnlyDictionary<string, WrongAnswers> Agreed { get; init; } = new Dictionary<string, WrongAnswers>();

    /// <summary>The probability that an answer is right.</summary>
    /// <param name="signals">What <see cref="AnswerSignals"/> says of it.</param>
    public double Probability(IReadOnlyList<double> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        var sum = 0.0;
        for (var i = 0; i < Weights.Count; i++)
            sum += Weights[i] * signals[i];
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>The risk of keeping an answer.</summary>
    /// <param name="domain">Its <see cref="AnswerDomain"/>.</param>
    /// <param name="probability">The probability that it is right.</param>
    public AnswerRisk Risk(string domain, double probability)
    {
        var (name, wrong) = Find(Domains, domain);
        return new(name, wrong!.Risk(probability), Find(Agreed, domain).Wrong?.Risk(probability));
    }

    /// <summary>Reads the file.</summary>
    /// <param name="json">Its bytes.</param>
    /// <exception cref="FormatException">It is no such file, or of another version.</exception>
    public static AnswerJudge Read(ReadOnlySpan<byte> json)
    {
        AnswerJudge? judge;
        try
        {
            judge = JsonSerializer.Deserialize(json, CascadeJson.Default.AnswerJudge);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not what was expected at {e.Path}, line {e.LineNumber}; make it anew with the command in training/README.md", e);
        }

        return judge is { Version: AnswerSignals.Version, Weights.Count: AnswerSignals.Count } && judge.Domains.ContainsKey(AnswerDomain.All)
            ? judge
            : throw new FormatException($"it was made for version {judge?.Version} of what answers are judged by, and this is version {AnswerSignals.Version}; make it anew with the command in training/README.md");
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, CascadeJson.Default.AnswerJudge);

    private (string Name, WrongAnswers? Wrong) Find(IReadOnlyDictionary<string, WrongAnswers> domains, string domain) =>
        domains.TryGetValue(domain, out var own) && own.Answers >= LeastAnswers ? (domain, own)
        : domains.TryGetValue(AnswerDomain.All, out var all) && (all.Answers >= LeastAnswers || ReferenceEquals(domains, Domains)) ? (AnswerDomain.All, all)
        : (AnswerDomain.All, null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AnswerJudge))]
internal sealed partial class CascadeJson : JsonSerializerContext;
