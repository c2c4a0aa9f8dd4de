namespace Orchestrator.Inference.Sampling;

/// <summary>How the next token is chosen.</summary>
public sealed record SamplingSettings
{
    /// <summary>0 takes the likeliest token; above, up to 10, the choice is flatter.</summary>
    public float Temperature { get; init; }

    /// <summary>Only this many of the likeliest; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest that together have this probability, above 0 to 1.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only those at least this likely against the likeliest, 0 to 1.</summary>
    public float MinP { get; init; }

    /// <summary>Divides the score of tokens that were already used, the prompt's too; 1 for no penalty.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Taken off the score for each time the token was written, -2 to 2.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Taken off the score once the token was written, -2 to 2.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Same seed, same settings, same request: same text. Null for a new one each time.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether the probability of each token is worked out and told.</summary>
    public bool LogProbabilities { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Temperature is >= 0 and <= 10, nameof(Temperature), "0 to 10");
        Check(TopK >= 0, nameof(TopK), "0 or more");
        Check(TopP is > 0 and <= 1, nameof(TopP), "above 0 to 1");
        Check(MinP is >= 0 and <= 1, nameof(MinP), "0 to 1");
        Check(RepetitionPenalty is > 0 and <= 10, nameof(RepetitionPenalty), "above 0 to 10");
        Check(FrequencyPenalty is >= -2 and <= 2, nameof(FrequencyPenalty), "-2 to 2");
        Check(PresencePenalty is >= -2 and <= 2, nameof(PresencePenalty), "-2 to 2");
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} is out of its range: {range}.", name);
    }
}
