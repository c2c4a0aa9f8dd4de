using Microsoft.Extensions.Logging;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Workers;

namespace Orchestrator.Hosting.Serving;

/// <summary>How this process loads and bounds decoders; configuration section <c>Orchestrator:Models:Decoders</c>.</summary>
public sealed class DecoderSettings
{
    /// <summary>Whether a folder without a manifest, a stranger's, runs in a worker process.</summary>
    /// <value>The default is true.</value>
    public bool Worker { get; set; } = true;

    /// <summary>What a worker process may take, in bytes, 64 MiB or more; null for what its model is expected to need at most.</summary>
    public long? WorkerMemoryBytes { get; set; }

    /// <summary>How long a worker may go without a step while somebody waits, in seconds, 1 to 86400.</summary>
    /// <value>The default is 60.</value>
    public int StepSeconds { get; set; } = 60;

    /// <summary>How long a worker may take to load its model, in seconds, 1 to 86400.</summary>
    /// <value>The default is 300.</value>
    public int LoadSeconds { get; set; } = 300;

    /// <summary>What runs the graphs; where it is not there, the CPU does, and health and <c>doctor</c> say so.</summary>
    /// <value>The default is <see cref="ExecutionProvider.Auto"/>.</value>
    public ExecutionProvider Provider { get; set; }

    /// <summary>The variant by name; empty to choose for this machine.</summary>
    /// <value>By default empty.</value>
    public string Variant { get; set; } = "";

    /// <summary>Threads of each model, 1 to 256; 0 for one a core, at most eight, and for one where the model is of a narrow domain.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; set; }

    /// <summary>The longest context in tokens, 8 or more; 0 for what the model's configuration says.</summary>
    /// <value>The default is 4096.</value>
    public int Context { get; set; } = 4096;

    /// <summary>What weights and one full cache may take, in bytes: it chooses the variant; null for no limit.</summary>
    public long? MemoryLimitBytes { get; set; }

    /// <summary>Answers that a model works on at once, 1 to 64.</summary>
    /// <value>The default is 4.</value>
    public int MaxActive { get; set; } = 4;

    /// <summary>Requests that may wait for a model, 0 to 1000; one more is refused as busy.</summary>
    /// <value>The default is 16.</value>
    public int MaxWaiting { get; set; } = 16;

    /// <summary>Whether a folder's model runs in a worker: where it has no manifest that says what its files must be.</summary>
    /// <param name="folder">The folder.</param>
    public bool RunsInWorker(string folder) => Worker && HuggingFaceFolder.IsOne(folder);

    /// <summary>Loads a folder's model, in this process or in a worker.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="logger">Told when a worker ended and is started again; null for nobody.</param>
    /// <param name="whenNeeded">Whether the network of a model with a manifest is loaded when it is asked for the first time only.</param>
    /// <exception cref="ModelLoadException">The model cannot be loaded.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public LocalModel Load(string folder, ILogger? logger, bool whenNeeded = false) => RunsInWorker(folder)
        ? WorkerModelLoader.Load(folder, WorkerOptions(), DecoderOptions(), logger)
        : LocalModelLoader.Load(folder, decoder: DecoderOptions(), whenNeeded: whenNeeded);

    private WorkerOptions WorkerOptions() => new()
    {
        MemoryBytes = WorkerMemoryBytes,
        StepPatience = TimeSpan.FromSeconds(StepSeconds),
        LoadPatience = TimeSpan.FromSeconds(LoadSeconds),
    };

    private DecoderOptions DecoderOptions() => new()
    {
        Provider = Provider,
        Variant = Variant.Length == 0 ? null : Variant,
        Threads = Threads,
        Context = Context,
        MemoryLimitBytes = MemoryLimitBytes,
        MaxActive = MaxActive,
        MaxWaiting = MaxWaiting,
    };
}
