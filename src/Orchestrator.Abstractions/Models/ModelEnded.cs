namespace Orchestrator;

/// <summary>The end of an answer.</summary>
public sealed record ModelEnded : ModelUpdate
{
    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c> or <c>content_filter</c>.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>Tokens, when the model tells.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>The model's calibrated confidence, 0 to 1, when it has one.</summary>
    public double? Confidence { get; init; }

    /// <summary>How likely the answer is to be wrong, when the model was calibrated for that.</summary>
    public AnswerRisk? Risk { get; init; }

    /// <summary>True when the model says that the request is not of its kind. What it said is then no answer.</summary>
    public bool Declined { get; init; }

    /// <summary>Who answered, when the target learns it only now.</summary>
    public string? Model { get; init; }
}
