namespace Orchestrator.Inference.Encoders;

/// <summary>How an encoder is loaded and shared.</summary>
public sealed class EncoderOptions
{
    /// <summary>The variant by name, as for decoders; null for <c>fp32</c>, or the first there is.</summary>
    public string? Variant { get; set; }

    /// <summary>Threads of the model's own, 1 to 256; 0 for one a core, at most eight.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; set; }

    /// <summary>Whether a text that is longer than the model reads is cut at its end; otherwise it is refused.</summary>
    /// <value>The default is false: what is cut away does not count, and nothing says so.</value>
    public bool Truncate { get; set; }

    /// <summary>How many tokens, padding included, are run at once; 64 to 1,000,000.</summary>
    /// <value>The default is 8192.</value>
    public int BatchTokens { get; set; } = 8192;

    /// <summary>Calls that may wait for the model; one more is refused as busy. 1 to 1000.</summary>
    /// <value>The default is 64.</value>
    public int MaxWaiting { get; set; } = 64;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Threads is >= 0 and <= 256, nameof(Threads), "0 to 256");
        Check(BatchTokens is >= 64 and <= 1_000_000, nameof(BatchTokens), "64 to 1000000");
        Check(MaxWaiting is >= 1 and <= 1000, nameof(MaxWaiting), "1 to 1000");
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} is out of its range: {range}.", name);
    }
}
