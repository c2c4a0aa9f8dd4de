using Orchestrator.Hosting.Serving;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Local;

namespace Orchestrator.Hosting.Targets;

/// <summary>The model of this process that embeds texts, if one is configured; one that cannot be loaded is told, and stops nothing.</summary>
internal sealed class LocalEmbeddingModel : IDisposable
{
    private LocalEmbeddingModel(LocalEmbeddings? connector, string? problem) => (Connector, Problem) = (connector, problem);

    /// <summary>Why it could not be loaded; null when nothing is wrong.</summary>
    public string? Problem { get; }

    /// <summary>The model; null when there is none.</summary>
    public LocalEmbeddings? Connector { get; }

    public static LocalEmbeddingModel Load(LocalModelOptions options, string node, Zone zone)
    {
        if (string.IsNullOrEmpty(options.Embeddings))
            return new(null, null);
        try
        {
            return new(new(SentenceEncoder.Load(Path.Combine(options.Path, options.Embeddings)), node, zone), null);
        }
        catch (ModelLoadException e)
        {
            return new(null, e.Message);
        }
    }

    public void Dispose() => Connector?.Dispose();
}
