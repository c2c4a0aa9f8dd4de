using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Cli.Up;
using Orchestrator.Sdk;

namespace Orchestrator.Cli.Erasure;

/// <summary>The hosts that an erasure goes to: the named one, or every host of the running system, since each keeps what entered there.</summary>
internal sealed class ErasureHosts : IAsyncDisposable
{
    private readonly List<ServiceProvider> _services = [];

    private ErasureHosts()
    {
    }

    public List<ErasureHost> All { get; } = [];

    public static ErasureHosts Open(DataDirectory data, Uri? endpoint, string? key)
    {
        var hosts = new ErasureHosts();
        key ??= ApiKey.Read(data.KeyFile)?.Secret;
        foreach (var (name, address) in Addresses(data, endpoint))
            hosts.Add(name, address, key);
        return hosts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
    }

    private static IEnumerable<(string Name, Uri Address)> Addresses(DataDirectory data, Uri? endpoint)
    {
        if (endpoint is not null)
            return [(endpoint.Authority, endpoint)];
        if (UpState.Read(data) is { } state)
            return [(ProcessConfigs.Device, new(state.Device.Grpc)), (ProcessConfigs.Gateway, new(state.Gateway.Grpc)), (ProcessConfigs.Silo, new(state.Silo.Grpc))];
        throw new FormatException($"No 'orchestrator up' runs with the data directory {data.Root}. Name another with --data, or the host that keeps the conversations with --endpoint.");
    }

    private void Add(string name, Uri address, string? key)
    {
        var services = new ServiceCollection().AddOrchestrator(o => (o.Endpoint, o.ApiKey) = (address, key)).BuildServiceProvider();
        _services.Add(services);
        try
        {
            All.Add(new(name, services.GetRequiredService<IOrchestratorClient>()));
        }
        catch (OptionsValidationException exception)
        {
            throw new FormatException(string.Join(' ', exception.Failures), exception);
        }
    }
}
