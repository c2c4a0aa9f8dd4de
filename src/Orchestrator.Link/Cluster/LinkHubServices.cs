using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Link.Cluster;

/// <summary>Registers the cluster's end of links.</summary>
public static class LinkHubServices
{
    /// <summary>
    /// Adds the hub as <see cref="ILinkHub"/> and as the singleton <see cref="LinkHub"/>, which the host maps with
    /// <c>MapGrpcService&lt;LinkHub&gt;()</c>. Needs <see cref="ICloudTargets"/>, <see cref="IRelayExecutor"/> and a
    /// <see cref="Privacy.EgressGate"/>. Options come from <see cref="LinkHubOptions.Section"/>. May be called again.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options after the configuration.</param>
    public static IServiceCollection AddLinkHub(this IServiceCollection services, Action<LinkHubOptions>? configure = null)
    {
        var options = services.AddOptions<LinkHubOptions>().BindConfiguration(LinkHubOptions.Section).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LinkHubOptions>, LinkHubOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NodeSpending>();
        services.TryAddSingleton<INodeDirectory, ConfiguredNodeDirectory>();
        services.TryAddSingleton<ErasureOrders>();
        services.TryAddSingleton<IErasureReach>(static provider => provider.GetRequiredService<ErasureOrders>());
        services.TryAddSingleton<LinkHub>();
        services.TryAddSingleton<ILinkHub>(static provider => provider.GetRequiredService<LinkHub>());
        return services;
    }
}
