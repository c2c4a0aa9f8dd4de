using Orchestrator.Api.Health;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Targets;
using Orchestrator.Hosting.Budgets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Hosting.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.EdgeNode;

/// <summary>Wires an edge node: a device runs nano, a gateway runs mini and nano; both reach further through their one link.</summary>
internal static class EdgeNodeHost
{
    public static WebApplicationBuilder Configure(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var identity = NodeIdentity.Load(
            configuration["Orchestrator:Node:IdentityFile"] is { Length: > 0 } file
            ? file
            : throw new InvalidDataException("Orchestrator:Node:IdentityFile is missing: it names the file with this node's keys, which 'orchestrator up' or an operator made."));
        var (zone, tiers) = identity.Role == NodeRole.Device
            ? (Zone.Device, new[] { Tier.Nano })
            : (Zone.Gateway, [Tier.Nano, Tier.Mini]);

        builder.AddServing(identity.Node, zone, tiers);
        var services = builder.Services;
        services.AddSingleton(identity);
        services.AddSingleton<ILinkExecutor, LocalExecutor>();
        services.AddLinkClient(o => o.Address = configuration["Orchestrator:Link:ClusterAddress"] ?? o.Address);
        services.AddBudgetSlices(identity.Node, identity.Tenant);
        services.Configure<SqliteJournalOptions>(o => o.TellsUsageOf = identity.Tenant);
        services.AddSingleton<LinkTargets>();
        services.AddSingleton<ITargetCatalog>(s => new CombinedCatalog(s.GetRequiredService<LocalTargets>(), s.GetRequiredService<LinkTargets>()));
        services.AddLocalConversations();
        services.AddHealthPart<LinkPart>(LinkPart.PartName);
        return builder;
    }
}
