namespace Orchestrator.Inference.Decoders;

/// <summary>How a decoder is loaded and shared.</summary>
public sealed class DecoderOptions
{
    /// <summary>The variant by name; null to choose for this machine.</summary>
    public string? Variant { get; set; }

    /// <summary>What runs the graph; what is not there is said, and the CPU takes its place.</summary>
    /// <value>The default is <see cref="ExecutionProvider.Auto"/>.</value>
    public ExecutionProvider Provider { get; set; }

    /// <summary>What weights and one full cache may take, in bytes; null for no limit.</summary>
    public long? MemoryLimitBytes { get; set; }

    /// <summary>Threads of the model's own, 1 to 256; 0 for one a core, at most eight, and for one where the model is of a narrow domain.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; set; }

    /// <summary>The longest context in tokens; 0 for what the model's configuration says.</summary>
    /// <value>The default is 4096: a cache for all of a long context may take more memory than the weights.</value>
    public int Context { get; set; } = 4096;

    /// <summary>Answers that are worked on at once, a token of each in turn; 1 to 64.</summary>
    /// <value>The default is 4.</value>
    public int MaxActive { get; set; } = 4;

    /// <summary>Requests that may wait for a place; 0 to 1000. One more is refused as busy.</summary>
    /// <value>The default is 16.</value>
    public int MaxWaiting { get; set; } = 16;

    /// <summary>Whether tokens are guessed from what stands in the prompt and read several at once, where the graph makes the same of it.</summary>
    /// <value>The default is true.</value>
    public bool Speculation { get; set; } = true;

    /// <summary>Memory for the caches of earlier prompts, in bytes; 0 keeps none. A model of a narrow domain keeps 8 MiB at most.</summary>
    /// <value>The default is 256 MiB.</value>
    public long PrefixCacheBytes { get; set; } = 256L << 20;

    /// <summary>Where the runtime writes what each operator took, the beginning of a file's name; null for nowhere.</summary>
    internal string? Profile { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Provider), nameof(Provider), string.Join(", ", Enum.GetNames<ExecutionProvider>()));
        Check(Threads is >= 0 and <= 256, nameof(Threads), "0 to 256");
        Check(Context is 0 or >= 8, nameof(Context), "0, or 8 and more");
        Check(MaxActive is >= 1 and <= 64, nameof(MaxActive), "1 to 64");
        Check(MaxWaiting is >= 0 and <= 1000, nameof(MaxWaiting), "0 to 1000");
        Check(PrefixCacheBytes >= 0, nameof(PrefixCacheBytes), "0 or more");
        Check(MemoryLimitBytes is null or > 0, nameof(MemoryLimitBytes), "above 0");
    }

    /// <summary>
    /// The settings for a model of a few megabytes that reads no more than a person's last words: more threads take longer to agree than one
    /// takes to compute, and there are no long prompts to keep.
    /// </summary>
    internal DecoderOptions ForNarrow()
    {
        var copy = (DecoderOptions)MemberwiseClone();
        (copy.Threads, copy.PrefixCacheBytes) = (Threads == 0 ? 1 : Threads, Math.Min(PrefixCacheBytes, 8L << 20));
        return copy;
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} is out of its range: {range}.", name);
    }
}
