using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cli.Up;

/// <summary>The configuration that each process gets in a file of its own.</summary>
internal sealed class ProcessConfigs(DataDirectory data, Ports ports, ApiKey key, DevelopmentSite site)
{
    public const string Silo = "silo", Gateway = "gateway-1", Device = "device-1", StandIn = "stand-in";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public void Write(bool standIn)
    {
        Write(Silo, SiloConfig(standIn));
        Write(Gateway, NodeConfig(Gateway, ports.GatewayHttp, ports.GatewayGrpc));
        Write(Device, NodeConfig(Device, ports.DeviceHttp, ports.DeviceGrpc));
        if (standIn)
            Write(StandIn, Http(ports.StandIn, []));
    }

    private JsonObject SiloConfig(bool standIn)
    {
        var config = Serving(Silo, ports.SiloHttp, ports.SiloGrpc);
        config["Orleans"] = new JsonObject { ["SiloPort"] = ports.Orleans, ["GatewayPort"] = ports.OrleansGateway };
        config["Nodes"] = new JsonArray([.. site.Nodes.Select(node => new JsonObject
        {
            ["Id"] = node.Id,
            ["Role"] = node.Role.ToString(),
            ["Tenant"] = node.Tenant,
            ["Site"] = node.Site,
            ["KeySha256"] = node.KeyHash,
            ["SigningPublicKey"] = node.SigningKey,
        })]);
        if (standIn)
        {
            config["Providers"] = new JsonArray(new JsonObject
            {
                ["Name"] = "stand-in",
                ["BaseUrl"] = Ports.Url(ports.StandIn) + "/v1",
                ["Model"] = "orchestrator-stand-in",
            });
        }

        return config;
    }

    private JsonObject NodeConfig(string id, int http, int grpc)
    {
        var config = Serving(id, http, grpc);
        config["Node"] = new JsonObject { ["IdentityFile"] = data.IdentityOf(id) };
        config["Link"] = new JsonObject { ["ClusterAddress"] = Ports.Url(ports.SiloGrpc) };
        return config;
    }

    private JsonObject Serving(string process, int http, int grpc) => Http(http, new()
    {
        ["Grpc"] = new JsonObject { ["Url"] = Ports.Url(grpc) },
        ["DataDirectory"] = data.DataOf(process),
        ["Models"] = new JsonObject { ["Path"] = Path.Combine(AppContext.BaseDirectory, "models") },
        ["Auth"] = new JsonObject
        {
            ["AllowAnonymousLoopback"] = true,
            ["Keys"] = new JsonArray(Caller(new() { ["Id"] = ApiKey.Id, ["Sha256"] = key.Sha256, ["Admin"] = true })),
            ["Anonymous"] = Caller([]),
        },
    });

    private static JsonObject Caller(JsonObject caller)
    {
        caller["Tenant"] = DevelopmentSite.Tenant;
        caller["Owner"] = DevelopmentSite.Owner;
        caller["Site"] = DevelopmentSite.Name;
        return caller;
    }

    private static JsonObject Http(int port, JsonObject config)
    {
        config["Http"] = new JsonObject { ["Url"] = Ports.Url(port) };
        config["StopWithParent"] = true;
        return config;
    }

    private void Write(string process, JsonObject orchestrator) =>
        PrivateFiles.Write(data.Config(process), new JsonObject { ["Orchestrator"] = orchestrator }.ToJsonString(Indented));
}
