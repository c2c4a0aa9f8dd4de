using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orchestrator.Api.Access;

/// <summary>
/// Off loopback nothing is served without keys and TLS. Hosts may ask <see cref="Problem"/> before they bind; at start every
/// bound address is checked, and a host that breaks the rule does not start.
/// </summary>
public sealed class LoopbackGuard : IHostedLifecycleService
{
    private readonly IServer _server;
    private readonly ApiOptions _options;

    /// <summary>Makes the guard of a server.</summary>
    /// <param name="server">The server whose addresses are checked.</param>
    /// <param name="options">Tells the keys.</param>
    public LoopbackGuard(IServer server, IOptions<ApiOptions> options) => (_server, _options) = (server, options.Value);

    /// <summary>What forbids serving at an address, and what to set; null when it may be served.</summary>
    /// <param name="address">A URL as servers take it, for example <c>http://127.0.0.1:8080</c> or <c>https://*:443</c>.</param>
    /// <param name="options">Tells the keys.</param>
    public static string? Problem(string address, ApiOptions options)
    {
        var binding = Microsoft.AspNetCore.Http.BindingAddress.Parse(address);
        if (binding.IsUnixPipe || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
            return null;
        if (!binding.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
            return $"{address} can be reached from other machines and is not encrypted. Serve it as https with a certificate, or bind 127.0.0.1.";
        return options.Keys.Count > 0 || options.KeyFile is not null
            ? null
            : $"{address} can be reached from other machines and no API key is set. Set Orchestrator:Auth:Keys:0:Id, :Sha256, :Tenant, :Owner and :Site, or Orchestrator:Auth:KeyFile, or bind 127.0.0.1.";
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var address in _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (Problem(address, _options) is { } problem)
                throw new InvalidOperationException(problem);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
