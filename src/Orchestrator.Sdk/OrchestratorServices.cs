using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Sdk;
using Orchestrator.Sdk.Chat;
using Orchestrator.Sdk.Connection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of an edge node or cluster.</summary>
public static class OrchestratorServices
{
    /// <summary>
    /// Adds <see cref="IOrchestratorClient"/> and, unless one is registered, an <see cref="IChatClient"/> over it, both singletons.
    /// Options are validated when they are first used. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null leaves the defaults.</param>
    public static IServiceCollection AddOrchestrator(this IServiceCollection services, Action<OrchestratorClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<OrchestratorClientOptions>().ValidateDataAnnotations();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrchestratorClientOptions>, OrchestratorClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IOrchestratorClient>(provider => new OrchestratorClient(
            new ServerConnection(provider.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value, provider.GetRequiredService<TimeProvider>())));
        services.TryAddSingleton<IChatClient>(provider => provider.GetRequiredService<IOrchestratorClient>().AsChatClient());
        return services;
    }
}
