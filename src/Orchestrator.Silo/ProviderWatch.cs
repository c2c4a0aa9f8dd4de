using Orchestrator.Inference.Providers;

namespace Orchestrator.Silo;

/// <summary>Lets every provider's watch over its health run as long as the silo does.</summary>
internal sealed class ProviderWatch(IEnumerable<ProviderConnector> providers) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
            await provider.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
            await provider.StopAsync(cancellationToken);
    }
}
