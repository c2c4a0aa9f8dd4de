using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Inference.Local;

namespace Orchestrator.Hosting.Targets;

/// <summary>The models that this process runs itself, verified by digest when it starts.</summary>
public sealed class LocalTargets : ITargetCatalog, IDisposable
{
    private readonly ImmutableArray<LocalModel> _models;
    private readonly ImmutableArray<ITargetConnector> _targets;

    private LocalTargets(ImmutableArray<LocalModel> models, ImmutableArray<LocalConnector> connectors) =>
        (_models, Connectors, _targets) = (models, connectors, [.. connectors]);

    /// <summary>The connectors, one a model.</summary>
    public ImmutableArray<LocalConnector> Connectors { get; }

    /// <summary>Loads the models of some tiers.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="node">The node that runs them.</param>
    /// <param name="zone">The zone that they run in.</param>
    /// <param name="tiers">Which tiers.</param>
    /// <exception cref="ModelLoadException">A file is missing or has the wrong digest.</exception>
    public static LocalTargets Load(LocalModelOptions options, string node, Zone zone, IReadOnlyList<Tier> tiers)
    {
        var models = ImmutableArray.CreateBuilder<LocalModel>();
        var connectors = ImmutableArray.CreateBuilder<LocalConnector>();
        foreach (var tier in tiers)
        {
            var folder = tier == Tier.Nano ? options.Nano : options.Mini;
            if (string.IsNullOrEmpty(folder))
                continue;
            var model = LocalModelLoader.Load(Path.Combine(options.Path, folder));
            models.Add(model);
            connectors.Add(new(Describe(model, tier, node, zone), model));
        }

        return new(models.ToImmutable(), connectors.ToImmutable());
    }

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => _targets;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
    }

    private static Target Describe(LocalModel model, Tier tier, string node, Zone zone) => new()
    {
        Id = $"{tier.ToString().ToLowerInvariant()}@{node}",
        Tier = tier,
        Zone = zone,
        Node = node,
        Model = new(model.Name, model.Digest),

        // A model that knows where its domain ends has a calibrated confidence; one without is taken to answer anything.
        Capabilities = new() { Tools = tier == Tier.Nano, OpenEnded = model.Confidence is null },
    };
}
