using Microsoft.ML.OnnxRuntime;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Onnx;

namespace Orchestrator.Inference.Decoders;

/// <summary>A decoder's weights, loaded; sequences share them. Thread-safe.</summary>
public sealed class DecoderModel : IDisposable
{
    /// <summary>Logits that a prefill may make at once when the graph makes them for every token: 16 million are 64 MiB.</summary>
    private const int MostLogits = 16 << 20;

    private DecoderModel(InferenceSession session, DecoderGraph graph, DecoderConfig config, ModelVariant variant, int context) =>
        (Session, Graph, Config, Variant, Context) = (session, graph, config, variant, context);

    /// <summary>What the configuration says.</summary>
    public DecoderConfig Config { get; }

    /// <summary>The variant that was loaded.</summary>
    public ModelVariant Variant { get; }

    /// <summary>The longest sequence, in tokens.</summary>
    public int Context { get; }

    /// <summary>What it is, and what runs it.</summary>
    public required DecoderDescription Description { get; init; }

    /// <summary>Whether the cache is kept in one buffer that the graph writes in place, instead of being copied at each step.</summary>
    public bool SharedBuffer { get; private set; }

    /// <summary>Whether several tokens read at once give what each gives alone, and the cache can be cut behind them: not where inputs are quantised over all tokens of a run, nor where the whole cache is copied at each cut.</summary>
    public bool CanGuess => SharedBuffer && !Graph.QuantisesRuns;

    /// <summary>What a token takes in the cache, in bytes.</summary>
    public long CacheBytesPerToken => Graph.BytesPerToken;

    /// <summary>How many tokens of a prompt are read in one run; a cancelled request waits for one run at most.</summary>
    public int PrefillChunk => Graph.KeepsLogits ? 512 : Math.Clamp(MostLogits / Config.Vocabulary, 16, 512);

    internal InferenceSession Session { get; }

    internal DecoderGraph Graph { get; }

    /// <summary>Loads a variant of a folder and runs two tokens through it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Variant, limits and threads; null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or contradicts the configuration, nothing fits the memory limit, or ONNX Runtime refuses the graph.</exception>
    public static DecoderModel Load(HuggingFaceFolder folder, DecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new();
        options.Validate();
        var config = folder.Config;
        var context = ContextOf(config, options);
        var cache = CacheBytes(config, context);
        var variant = folder.Choose(options.Variant, options.MemoryLimitBytes, cache);
        var graph = DecoderGraph.Read(OnnxReader.Read(variant.File), config);
        var (provider, fallback) = ExecutionProviders.Choose(options.Provider, ExecutionProviders.Available);
        try
        {
            return Open(provider, fallback);
        }
        catch (ModelLoadException e) when (provider != ExecutionProvider.Cpu)
        {
            return Open(ExecutionProvider.Cpu, $"{provider} does not work here: {Reason(e.InnerException ?? e)}");
        }

        DecoderModel Open(ExecutionProvider provider, string? fallback)
        {
            InferenceSession? session = null;
            try
            {
                using var settings = Settings(options, provider);
                session = new(variant.File, settings);
                var model = new DecoderModel(session, graph, config, variant, context)
                {
                    // Where tensors are copied to a device and back, past and present are not one buffer.
                    SharedBuffer = graph.SharedBuffer && provider == ExecutionProvider.Cpu,
                    Description = new(variant.Name, context, provider, fallback),
                };
                model.WarmUp();
                return model;
            }
            catch (Exception e) when (e is OnnxRuntimeException or OutOfMemoryException or DllNotFoundException or EntryPointNotFoundException)
            {
                session?.Dispose();
                throw new ModelLoadException($"ONNX Runtime cannot load or run '{variant.File}' ({variant.Bytes} bytes): {Reason(e)}. Take another variant ({string.Join(", ", folder.Variants.Select(v => v.Name))}), or see that the machine has the memory.", e);
            }
            catch (DecoderException e)
            {
                session?.Dispose();
                throw new ModelLoadException($"'{variant.File}' does not work: {e.Message}", e);
            }
            catch
            {
                session?.Dispose();
                throw;
            }
        }
    }

    /// <summary>Starts a sequence.</summary>
    /// <param name="expected">How many tokens it will have at most, as far as is known; room for them is made at once.</param>
    public DecoderSequence Start(int expected = 0) => new(this, Math.Clamp(expected, 0, Context));

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    /// <summary>The longest sequence, in tokens.</summary>
    internal static int ContextOf(DecoderConfig config, DecoderOptions options) => options.Context == 0 ? config.Context : Math.Min(options.Context, config.Context);

    /// <summary>What a full cache takes at most, in bytes.</summary>
    internal static long CacheBytes(DecoderConfig config, int context) =>
        2L * config.Layers * config.KeyValueHeads * (config.HeadSize ?? 0) * sizeof(float) * context;

    private static SessionOptions Settings(DecoderOptions options, ExecutionProvider provider)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads == 0 ? Math.Clamp(Environment.ProcessorCount, 1, 8) : options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            if (options.Profile is { } prefix)
                (settings.EnableProfiling, settings.ProfileOutputPathPrefix) = (true, prefix);
            ExecutionProviders.Append(settings, provider);
            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    // A graph may name the operator that works in place and yet refuse to; that shows at the first run.
    private void WarmUp()
    {
        try
        {
            Try();
        }
        catch (OnnxRuntimeException) when (SharedBuffer)
        {
            SharedBuffer = false;
            Try();
        }

        void Try()
        {
            using var sequence = Start(8);
            sequence.Feed([0, 0], CancellationToken.None);
            sequence.Feed([0], CancellationToken.None);
        }
    }

    // The runtime's own words name operators and shapes of the file, never what anybody asked.
    private static string Reason(Exception e)
    {
        var line = e.Message.ReplaceLineEndings(" ");
        return line.Length > 300 ? line[..300] : line;
    }
}
