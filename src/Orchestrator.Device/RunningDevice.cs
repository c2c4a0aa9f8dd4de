using Orchestrator.Link.Node;

namespace Orchestrator.Device;

/// <summary>What runs beside the turns of an app that has no generic host. Stops in the other order.</summary>
internal sealed class RunningDevice : IAsyncDisposable
{
    private readonly Stack<IHostedService> _started = [];

    /// <summary>Whether a hosted service is this library's, and not the app's own to start.</summary>
    public static bool IsOurs(IHostedService service) =>
        service.GetType().Assembly is var assembly && (assembly == typeof(RunningDevice).Assembly || assembly == typeof(INodeLink).Assembly);

    public async Task StartAsync(IHostedService service, CancellationToken cancellationToken)
    {
        await service.StartAsync(cancellationToken);
        _started.Push(service);
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var service))
            await service.StopAsync(CancellationToken.None);
    }
}
