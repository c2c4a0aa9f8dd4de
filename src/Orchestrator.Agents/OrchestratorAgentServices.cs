using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Orchestrator.Agents;
using Orchestrator.Sdk;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers an agent.</summary>
public static class OrchestratorAgentServices
{
    /// <summary>Adds an <see cref="AIAgent"/> over the registered <see cref="IChatClient"/>. Call <c>AddOrchestrator</c> besides.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says what the agent is.</param>
    public static IServiceCollection AddOrchestratorAgent(this IServiceCollection services, Action<OrchestratorAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new OrchestratorAgentOptions();
        configure?.Invoke(options);
        return services.AddSingleton<AIAgent>(provider => new OrchestratorAgent(provider.GetRequiredService<IChatClient>(), options));
    }

    /// <summary>Adds an <see cref="AgentSessionStore"/> of the client's conversations.</summary>
    /// <param name="services">The services.</param>
    /// <param name="folder">Where the names of sessions are kept.</param>
    public static IServiceCollection AddOrchestratorSessions(this IServiceCollection services, string folder)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<AgentSessionStore>(provider => new OrchestratorSessionStore(provider.GetRequiredService<IOrchestratorClient>(), folder));
    }
}
