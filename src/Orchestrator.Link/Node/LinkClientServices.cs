using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Node;

/// <summary>Registers a node's link.</summary>
public static class LinkClientServices
{
    /// <summary>
    /// Adds the node's link as <see cref="INodeLink"/>, kept by a hosted service, and over it the tenant's bank as <see cref="IBudgetBank"/>; it tells what an <see cref="Conversations.Usage.IUsageOutbox"/> holds. Needs an <see cref="ILinkExecutor"/> and a
    /// <see cref="Privacy.EgressGate"/>; a <see cref="NodeIdentity"/> is read from the configured file unless one is
    /// registered. Options come from <see cref="LinkClientOptions.Section"/>. May be called again.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options after the configuration.</param>
    public static IServiceCollection AddLinkClient(this IServiceCollection services, Action<LinkClientOptions>? configure = null)
    {
        var options = services.AddOptions<LinkClientOptions>().BindConfiguration(LinkClientOptions.Section).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LinkClientOptions>, LinkClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => Load(provider.GetRequiredService<IOptions<LinkClientOptions>>().Value));

        // Asked for when an order comes: what erases holds the conversations, and their targets come from the link.
        services.TryAddSingleton<Func<IErasure?>>(static provider => provider.GetService<IErasure>);
        services.TryAddSingleton<LinkClient>();
        services.TryAddSingleton<INodeLink>(static provider => provider.GetRequiredService<LinkClient>());
        services.TryAddSingleton<IBudgetBank>(static provider => provider.GetService<IBudgetBooks>() is { } books
            ? new OwnBooksBank(ActivatorUtilities.CreateInstance<LinkBudgetBank>(provider), books)
            : ActivatorUtilities.CreateInstance<LinkBudgetBank>(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LinkClient>(static provider => provider.GetRequiredService<LinkClient>()));
        services.AddHostedService<UsageTelling>();
        return services;
    }

    private static NodeIdentity Load(LinkClientOptions options) =>
        options.IdentityFile.Length > 0
            ? NodeIdentity.Load(options.IdentityFile)
            : throw new OptionsValidationException(
                nameof(LinkClientOptions), typeof(LinkClientOptions),
                [$"{LinkClientOptions.Section}:{nameof(LinkClientOptions.IdentityFile)} is missing: it names the file with this node's keys."]);
}
