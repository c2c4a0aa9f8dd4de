using System.Collections.Immutable;
using Orchestrator.Api.Health;
using Orchestrator.Storage;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Hosting.Health;

/// <summary>Whether keys can be made and destroyed now, and whether the top key is the operator's.</summary>
internal sealed class KeysPart(KeyRing keys) : IHealthPart
{
    public const string PartName = "keys";

    public string Name => PartName;

    public PartHealth Read()
    {
        var (health, status) = (keys.Health, keys.Status);
        var part = (health.Healthy, status.DevelopmentKey) switch
        {
            (false, _) => PartHealth.Degraded(
                health.Code,
                $"The file of keys {StorageStates.Found(health.State)}.",
                "Conversations that exist go on; new ones are refused once the keys that were made ahead are used up, and nothing can be erased (STORAGE_UNAVAILABLE).",
                StorageStates.Remedy(health.State)),
            (_, true) => PartHealth.Healthy(
                "KEYS_DEVELOPMENT",
                "Content is encrypted under a development key, which lies beside it: whoever has the data directory can read it. Set Orchestrator:Keys:TopKey before people use this."),
            _ => PartHealth.Healthy("KEYS_OK", $"Content is encrypted under the operator's top key {status.TopKeyId}."),
        };
        return part with
        {
            Since = health.Since,
            Counts = ImmutableSortedDictionary<string, long>.Empty.Add("generation", status.Generation).Add("keys", status.Keys),
        };
    }
}
