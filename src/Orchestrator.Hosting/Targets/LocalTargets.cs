using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Hosting.Targets;

/// <summary>The models that this process runs itself, verified by digest when it starts.</summary>
public sealed class LocalTargets : ITargetCatalog, IDisposable
{
    private readonly ImmutableArray<LocalModel> _models;
    private readonly ImmutableArray<ITargetConnector> _targets;

    private LocalTargets(ImmutableArray<LocalModel> models, ImmutableArray<LocalConnector> connectors, ImmutableArray<(Tier, string)> problems) =>
        (_models, Connectors, Problems, _targets) = (models, connectors, problems, [.. connectors]);

    /// <summary>The connectors, one a model.</summary>
    public ImmutableArray<LocalConnector> Connectors { get; }

    /// <summary>Decoders that could not be loaded, by tier, and why; their tiers go on with the model they have.</summary>
    public ImmutableArray<(Tier Tier, string Problem)> Problems { get; }

    /// <summary>Loads the models of some tiers. A decoder that cannot be loaded is told in <see cref="Problems"/>, and stops nothing.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="node">The node that runs them.</param>
    /// <param name="zone">The zone that they run in.</param>
    /// <param name="tiers">Which tiers.</param>
    /// <param name="logger">Told when a worker ended and is started again; null for nobody.</param>
    /// <param name="machine">How the machine is now, for the decoders; a tagger's work is too small to ask.</param>
    /// <exception cref="ModelLoadException">A file of a tier's first model is missing or has the wrong digest.</exception>
    public static LocalTargets Load(LocalModelOptions options, string node, Zone zone, IReadOnlyList<Tier> tiers, ILogger? logger = null, Func<DeviceState?>? machine = null)
    {
        var models = ImmutableArray.CreateBuilder<LocalModel>();
        var connectors = ImmutableArray.CreateBuilder<LocalConnector>();
        var problems = ImmutableArray.CreateBuilder<(Tier, string)>();
        foreach (var tier in tiers)
        {
            Add(options.FirstOf(tier), tier, "", zone == Zone.Cluster);
            try
            {
                Add(options.DecoderOf(tier, zone), tier, "-decoder", whenNeeded: true);
            }
            catch (ModelLoadException e)
            {
                problems.Add((tier, e.Message));
            }
            catch (ArgumentException e)
            {
                problems.Add((tier, "Orchestrator:Models:Decoders: " + e.Message));
            }
        }

        return new(models.ToImmutable(), connectors.ToImmutable(), problems.ToImmutable());

        void Add(string folder, Tier tier, string kind, bool whenNeeded)
        {
            if (string.IsNullOrEmpty(folder))
                return;
            var path = Path.Combine(options.Path, folder);
            var model = options.Decoders.Load(path, logger, options.LoadWhenNeeded ?? whenNeeded);
            models.Add(model);
            connectors.Add(new(Describe(model, tier, node, zone, kind), model, model.IsNarrow ? null : machine));
        }
    }

    /// <summary>Why models that were loaded cannot answer now.</summary>
    public IEnumerable<string> Troubles => _models.Select(m => m.Problem).OfType<string>();

    /// <summary>Decoders that something else runs than what was asked for, and why.</summary>
    public IEnumerable<string> Fallbacks => _models.Select(m => m.Client.GetService<DecoderDescription>() is { Fallback: { } why } d ? $"{m.Name} runs on {d.Provider}: {why}" : null).OfType<string>();

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => _targets;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
    }

    private static Target Describe(LocalModel model, Tier tier, string node, Zone zone, string kind) => new()
    {
        Id = $"{tier.ToString().ToLowerInvariant()}{kind}@{node}",
        Tier = tier,
        Zone = zone,
        Node = node,
        Model = new(model.Name, model.Digest),

        // A model that knows where its domain ends has a calibrated confidence; one without is taken to answer anything.
        Capabilities = new()
        {
            Tools = tier == Tier.Nano || !model.IsNarrow || model.Client.GetService<DecoderDescription>() is not null,
            JsonSchema = model.Client.GetService<DecoderDescription>() is not null,
            OpenEnded = !model.IsNarrow,
            TellsRisk = model.Client.GetService<AnswerJudge>() is not null,
            ContextTokens = model.Client.GetService<DecoderDescription>()?.Context ?? 0,
        },
    };
}
