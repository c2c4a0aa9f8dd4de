using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Health;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Grains.Hosting;
using Orchestrator.Grains.Tenants;
using Orchestrator.Hosting.Budgets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Hosting.Targets;
using Orchestrator.Inference.Providers;
using Orchestrator.Link.Cluster;
using Orchestrator.Link.Identity;

namespace Orchestrator.Silo;

/// <summary>Wires a silo: conversations as grains, the hub of links, the providers, and the nano model in zone cluster.</summary>
internal static class SiloHost
{
    private const string Name = "silo";

    public static WebApplicationBuilder Configure(WebApplicationBuilder builder)
    {
        builder.AddServing(Name, Zone.Cluster, Tier.Nano);
        var orleans = builder.Configuration.GetSection("Orchestrator:Orleans");
        var (between, clients) = (Port(orleans, "SiloPort", 11111), Port(orleans, "GatewayPort", 30000));
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering(between, clients)
            .ConfigureEndpoints(IPAddress.Loopback, between, clients)
            .AddOrchestrator());

        var services = builder.Services;
        if (builder.Configuration[$"{BudgetServices.Section}:File"] is { } budgets)
            services.AddSingleton<IBudgetBank, GrainBudgetBank>().AddSingleton<IBudgetReleases, GrainBudgetBank>().AddBudgetFile(budgets).AddBudgetSlices(Name);
        services.AddProviders(builder.Configuration);
        services.AddSingleton<ProviderRelay>();
        services.AddSingleton<ICloudTargets>(s => s.GetRequiredService<ProviderRelay>());
        services.AddSingleton<IRelayExecutor>(s => s.GetRequiredService<ProviderRelay>());
        services.AddLinkHub(o => AddNodes(o, builder.Configuration.GetSection("Orchestrator:Nodes")));
        services.AddSingleton<GatewayTargets>();
        services.AddSingleton<ITargetCatalog>(s => new CombinedCatalog(
            s.GetRequiredService<LocalTargets>(), s.GetRequiredService<GatewayTargets>(), new FixedCatalog(s.GetServices<ProviderConnector>())));
        services.AddHealthPart<ProvidersPart>(ProvidersPart.PartName).AddHealthPart<NodesPart>(NodesPart.PartName).AddHealthPart<ClusterPart>(ClusterPart.PartName);
        return builder;
    }

    private static int Port(IConfigurationSection section, string key, int other)
    {
        var port = section.GetValue(key, other);
        return port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new OptionsValidationException(section.Path, typeof(int), [$"{section.Path}:{key} is {port}; expected 1 to {IPEndPoint.MaxPort}."]);
    }

    private static void AddNodes(LinkHubOptions options, IConfigurationSection nodes)
    {
        foreach (var node in nodes.GetChildren())
        {
            var entry = new NodeEntry
            {
                Id = node["Id"] ?? "",
                Role = Enum.TryParse<NodeRole>(node["Role"], ignoreCase: true, out var role) ? role : default,
                Tenant = node["Tenant"] ?? "",
                Site = node["Site"] ?? "",
                KeyHash = node["KeySha256"] ?? "",
                SigningKey = node["SigningPublicKey"] ?? "",
            };
            var problems = new List<ValidationResult>();
            if (!Validator.TryValidateObject(entry, new(entry), problems, validateAllProperties: true))
                throw new OptionsValidationException(node.Path, typeof(NodeEntry), problems.SelectMany(p => p.MemberNames).Select(name => $"{node.Path}:{KeyOf(name)} is missing, or has no value that fits; docs/configuration.md has what is expected."));
            options.Nodes.Add(entry);
        }
    }

    private static string KeyOf(string property) => property switch
    {
        nameof(NodeEntry.KeyHash) => "KeySha256",
        nameof(NodeEntry.SigningKey) => "SigningPublicKey",
        _ => property,
    };
}
