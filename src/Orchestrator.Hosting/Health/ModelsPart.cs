using Orchestrator.Api.Health;
using Orchestrator.Hosting.Targets;

namespace Orchestrator.Hosting.Health;

/// <summary>Which models this process runs. A model of the wrong digest stops the start, so those that are here are whole.</summary>
internal sealed class ModelsPart(LocalTargets models) : IHealthPart
{
    public const string PartName = "models";

    public string Name => PartName;

    public PartHealth Read() => models.Connectors.IsEmpty
        ? PartHealth.Healthy("MODELS_NONE", "None is configured here.")
        : PartHealth.Healthy("MODELS_OK", string.Join(", ", models.Connectors.Select(c => c.Target.Model.ToString())));
}
