using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Orchestrator.Load.Proxy;

/// <summary>The floor: the reverse proxy that a .NET team would otherwise put there, with one route and nothing else.</summary>
internal static class YarpProxy
{
    public static async Task<int> RunAsync(string port, string destination)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "provider", Match = new() { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "provider", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = destination } } }]);
        await using var app = builder.Build();
        app.MapReverseProxy();

        // Its parent may be killed: it ends with its input.
        _ = Task.Run(async () =>
        {
            while (await Console.In.ReadLineAsync() is not null)
            {
            }

            await app.StopAsync();
        });
        await app.RunAsync();
        return 0;
    }
}
