using System.Collections.Immutable;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Api.Models;

/// <summary>Lists <c>auto</c>, the tiers, every model of the target catalogue, and those that embed texts.</summary>
internal sealed class CatalogModelListing(ITargetCatalog catalog, IEmbeddings? embeddings = null) : IModelListing
{
    private static readonly ImmutableArray<ListedModel> Choices =
    [
        new() { Id = "auto", Owner = "orchestrator" },
        new() { Id = "nano", Owner = "orchestrator", Tier = Tier.Nano },
        new() { Id = "mini", Owner = "orchestrator", Tier = Tier.Mini },
        new() { Id = "cloud", Owner = "orchestrator", Tier = Tier.Cloud },
    ];

    public ImmutableArray<ListedModel> List(Caller caller) =>
    [
        .. Choices,
        .. catalog.TargetsOf(caller.Tenant, caller.Site).Select(static c => Listed(c.Target))

            // A model that answers and embeds under one name is listed as what answers.
            .Concat((embeddings?.Models ?? []).Select(static t => Listed(t) with { Tier = null, Embeds = true })).DistinctBy(static m => m.Id),
    ];

    private static ListedModel Listed(Target target) => new()
    {
        Id = target.Model.ToString(),
        Owner = target.Node,
        Tier = target.Tier,
        Zone = target.Zone,
        StandIn = target.Model.StandIn,
        Unavailable = target.Unavailable,
    };
}
