using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>Loads a stranger's model in a process of its own, so that whatever its graph does ends no other.</summary>
public static class WorkerModelLoader
{
    /// <summary>What .NET, ONNX Runtime, tokenizer and grammars take besides the model.</summary>
    private const long Baseline = 768L << 20;

    /// <summary>Starts the worker and waits until it has loaded the model and run two tokens through it.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="worker">Bounds of the process; null for the defaults.</param>
    /// <param name="options">Variant, limits and threads; null for the defaults.</param>
    /// <param name="logger">Told when a worker ended and is started again, without any text; null for nobody.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>The model. It says <c>busy</c> while its worker is started again; disposing of it ends the worker.</returns>
    /// <exception cref="ModelLoadException">A file is missing, damaged or contradicts another, nothing fits a limit, or the worker ended, hung or cannot be started.</exception>
    public static LocalModel Load(string folder, WorkerOptions? worker = null, DecoderOptions? options = null, ILogger? logger = null, TimeProvider? time = null)
    {
        (worker, options) = (worker ?? new(), options ?? new());
        worker.Validate();
        options.Validate();
        var path = Path.GetFullPath(folder);
        var judge = JudgeLoader.Of(path);
        var launch = new WorkerLaunch(WorkerProgram.Find(worker.Program), worker, Request(path, worker, options), time ?? TimeProvider.System);
        var supervisor = new WorkerSupervisor(Path.GetFileName(path.TrimEnd(Path.DirectorySeparatorChar)), launch, logger ?? NullLogger.Instance);
        var ready = supervisor.Ready;
        return new(ready.Name, ready.Decoder.Variant, ready.Digest, Tier.Mini, JudgeLoader.Judged(new WorkerChatClient(supervisor), judge), problem: () => supervisor.Problem);
    }

    private static LoadRequest Request(string path, WorkerOptions worker, DecoderOptions options)
    {
        var folder = HuggingFaceFolder.Open(path);
        var config = folder.Config;
        var cache = DecoderModel.CacheBytes(config, DecoderModel.ContextOf(config, options));
        var weights = folder.Choose(options.Variant, options.MemoryLimitBytes, cache).Bytes;

        // While a graph is loaded, its file, its weights and their packed form may all be there.
        var limit = worker.MemoryBytes ?? weights * 3 + cache * (options.MaxActive + 1) + options.PrefixCacheBytes + Baseline;
        if (weights > limit)
            throw new ModelLoadException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {weights} bytes of weights, and its worker may take {limit}. Raise the worker's memory, or take a smaller variant."));
        return new(path, limit, options);
    }
}
