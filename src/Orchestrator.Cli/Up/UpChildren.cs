using System.Collections.Immutable;
using Orchestrator.Cli.Supervision;

namespace Orchestrator.Cli.Up;

/// <summary>The processes of a system on this machine.</summary>
internal static class UpChildren
{
    // Addresses of the surroundings are not meant for our processes.
    private static readonly ImmutableDictionary<string, string?> Cleared = new[]
    {
        "ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS",
    }.ToImmutableDictionary(name => name, _ => (string?)null);

    public static ImmutableArray<ChildSpec> All(DataDirectory data, Ports ports, bool standIn, IEnumerable<KeyValuePair<string, string?>> providers)
    {
        var children = ImmutableArray.CreateBuilder<ChildSpec>();
        if (standIn)
            children.Add(Child(data, ProcessConfigs.StandIn, "stand-in provider, not a model", "Orchestrator.StandIn", ports.StandIn, Cleared));
        children.Add(Child(data, ProcessConfigs.Silo, "cluster", "Orchestrator.Silo", ports.SiloHttp, Cleared.SetItems(providers)));
        children.Add(Child(data, ProcessConfigs.Gateway, "gateway, mini model", "Orchestrator.EdgeNode", ports.GatewayHttp, Cleared));
        children.Add(Child(data, ProcessConfigs.Device, "device, nano model", "Orchestrator.EdgeNode", ports.DeviceHttp, Cleared));
        return children.ToImmutable();
    }

    private static ChildSpec Child(DataDirectory data, string name, string what, string program, int http, ImmutableDictionary<string, string?> environment) => new()
    {
        Name = name,
        What = what,
        FileName = DotnetHost.Path(),
        Arguments = [Path.Combine(AppContext.BaseDirectory, program + ".dll"), "--config", data.Config(name)],
        Environment = environment,
        Health = new Uri(Ports.Url(http) + "/health/ready"),
        LogFile = data.Log(name),
    };
}
