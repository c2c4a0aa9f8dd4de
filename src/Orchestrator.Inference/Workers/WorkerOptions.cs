namespace Orchestrator.Inference.Workers;

/// <summary>How a worker process for a stranger's model is bounded and supervised.</summary>
public sealed class WorkerOptions
{
    /// <summary>The worker's program, a .dll or an executable; empty for <c>Orchestrator.ModelWorker</c> beside this program.</summary>
    /// <value>By default empty.</value>
    public string Program { get; set; } = "";

    /// <summary>What the process may take, in bytes, 64 MiB or more; null for what the model is expected to need at most.</summary>
    public long? MemoryBytes { get; set; }

    /// <summary>How long loading may take, up to a day.</summary>
    /// <value>The default is five minutes.</value>
    public TimeSpan LoadPatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a worker may go without making a step while somebody waits, up to a day: then it hangs, and is ended.</summary>
    /// <value>The default is one minute: a step reads up to 512 tokens of a prompt.</value>
    public TimeSpan StepPatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(MemoryBytes is null or >= 64 << 20, nameof(MemoryBytes), "67108864 (64 MiB) or more");
        Check(LoadPatience > TimeSpan.Zero && LoadPatience <= TimeSpan.FromDays(1), nameof(LoadPatience), "above 0 to a day");
        Check(StepPatience > TimeSpan.Zero && StepPatience <= TimeSpan.FromDays(1), nameof(StepPatience), "above 0 to a day");
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentException($"{name} is out of its range: {range}.", name);
    }
}
