using Orchestrator.Api.Health;
using Orchestrator.Hosting.Targets;

namespace Orchestrator.Hosting.Health;

/// <summary>Which models this process runs. A shipped model of the wrong digest stops the start, so those that are here are whole; a decoder that cannot be loaded is left out.</summary>
internal sealed class ModelsPart(LocalTargets models, LocalEmbeddingModel embeddings) : IHealthPart
{
    public const string PartName = "models";

    public string Name => PartName;

    public PartHealth Read() => !models.Problems.IsEmpty
        ? PartHealth.Degraded(
            "MODELS_DECODER", $"The decoder of {string.Join(" and ", models.Problems.Select(p => p.Tier.ToString().ToLowerInvariant()))} could not be loaded.",
            "What the tier's other model does not answer goes on to the next tier.", "Run 'orchestrator doctor' or read the log for the file and what is wrong with it, mend it, and start again.")
        : models.Troubles.FirstOrDefault() is { } trouble
        ? PartHealth.Degraded("MODELS_WORKER", $"{trouble}.", "Until then its turns go on to the next tier.", "If it happens again and again, take another variant or model, or give the worker more memory: 'Orchestrator:Models:Decoders:WorkerMemoryBytes'.")
        : models.Fallbacks.FirstOrDefault() is { } fallback
        ? PartHealth.Degraded("MODELS_PROVIDER", $"{fallback}.", "It answers, slower than on what was asked for.", "Install what is missing, or set 'Orchestrator:Models:Decoders:Provider' to Cpu.")
        : embeddings.Problem is not null
        ? PartHealth.Degraded(
            "MODELS_EMBEDDINGS", "The model that embeds texts could not be loaded.",
            "Embeddings are refused here.", "Read the log for the file and what is wrong with it, mend it, and start again.")
        : models.Connectors.IsEmpty && embeddings.Connector is null
        ? PartHealth.Healthy("MODELS_NONE", "None is configured here.")
        : PartHealth.Healthy("MODELS_OK", string.Join(", ", [
            .. models.Connectors.Select(c => c.Target.Model.ToString()),
            .. embeddings.Connector is { } embeds ? [$"{embeds.Target.Model} for embeddings"] : Array.Empty<string>(),
        ]));
}
