namespace Orchestrator.Inference.Local;

/// <summary>Keys that every response of a shipped model carries in its <c>AdditionalProperties</c>.</summary>
public static class ModelResponseKeys
{
    /// <summary>A <see cref="double"/> in 0..1: the calibrated probability that the request is the model's own and was understood rightly.</summary>
    public const string Confidence = "orchestrator.confidence";

    /// <summary>A <see cref="bool"/>: the model says that the request is not its own; another model should answer.</summary>
    public const string Declined = "orchestrator.declined";

    /// <summary>An <see cref="AnswerRisk"/>: how likely the answer is to be wrong; at its end, of models that were calibrated for that.</summary>
    public const string Risk = "orchestrator.risk";

    /// <summary>A <see cref="string"/>: the recognised intent, empty when none was.</summary>
    public const string Intent = "orchestrator.intent";

    /// <summary>A list of <see cref="Sampling.SampledToken"/>, each with its log-probability: what an update or a response was made of. Told when the options have <c>logprobs</c> set to true.</summary>
    public const string LogProbabilities = "orchestrator.logprobs";
}
