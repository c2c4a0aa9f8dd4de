using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Device;

/// <summary>The nano tier in the app's own process: a tagger, a decoder, or both. Thread-safe.</summary>
internal sealed class DeviceModels : ITargetCatalog, IDisposable
{
    private readonly ImmutableArray<LocalModel> _models;
    private readonly ImmutableArray<ITargetConnector> _targets;

    /// <exception cref="ModelLoadException">A model is missing or is not what its manifest says.</exception>
    public DeviceModels(DeviceOptions options, string node)
    {
        (string Folder, string Id, bool WhenNeeded)[] wanted = [(options.Nano, $"nano@{node}", false), (options.NanoDecoder, $"nano-decoder@{node}", true)];
        var models = wanted.Where(static w => w.Folder.Length > 0).Select(w => (w.Id, Model: LocalModelLoader.Load(Path.Combine(options.ModelsPath, w.Folder), whenNeeded: w.WhenNeeded))).ToList();
        _models = [.. models.Select(static m => m.Model)];
        _targets = [.. models.Select(m => new LocalConnector(Describe(m.Id, m.Model, node), m.Model))];
    }

    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => _targets;

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
    }

    private static Target Describe(string id, LocalModel model, string node)
    {
        var decoder = model.Client.GetService<DecoderDescription>();
        return new()
        {
            Id = id,
            Tier = Tier.Nano,
            Zone = Zone.Device,
            Node = node,
            Model = new(model.Name, model.Digest),

            // A model without a calibrated confidence is taken to answer anything.
            Capabilities = new() { Tools = true, JsonSchema = decoder is not null, OpenEnded = !model.IsNarrow, TellsRisk = model.Client.GetService<AnswerJudge>() is not null, ContextTokens = decoder?.Context ?? 0 },
        };
    }
}
