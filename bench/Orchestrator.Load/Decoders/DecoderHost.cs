using System.Text.Json;
using Orchestrator.Link.Identity;
using Orchestrator.Load.Processes;
using Orchestrator.Testing;

namespace Orchestrator.Load.Decoders;

/// <summary>A program that may have decoders: a device, a gateway or a silo, alone, with everything else as it comes.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Program">The path of its assembly.</param>
/// <param name="Arguments">Its command line.</param>
/// <param name="Http">Its port.</param>
internal sealed record DecoderHost(string Name, string Program, string[] Arguments, int Http)
{
    private const string Tenant = "load", Site = "here";

    public static DecoderHost Silo(string program, string folder, bool decoders) => Of("silo", program, folder, decoders, new
    {
        Orleans = new { SiloPort = FreePorts.One(), GatewayPort = FreePorts.One() },
        Providers = new[] { new { Name = "nobody", BaseUrl = $"http://127.0.0.1:{FreePorts.One()}/v1", Model = "none" } },
    });

    public static DecoderHost Node(NodeRole role, string program, string folder, bool decoders)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, "identity.json");
        using (var key = SiteKey.Create(Tenant, Site))
        using (var identity = NodeIdentity.Create("node", role, key, TimeProvider.System))
            identity.Save(path);
        return Of(role.ToString().ToLowerInvariant(), program, folder, decoders, new { Node = new { IdentityFile = path }, Link = new { ClusterAddress = $"http://127.0.0.1:{FreePorts.One()}" } });
    }

    public MeasuredProcess Start() => MeasuredProcess.Start(Name, Program, Arguments);

    private static DecoderHost Of(string name, string program, string folder, bool decoders, object own)
    {
        var (http, data) = (FreePorts.One(), Directory.CreateDirectory(folder).FullName);
        var config = JsonSerializer.SerializeToNode(own)!.AsObject();
        foreach (var (part, value) in JsonSerializer.SerializeToNode(new
        {
            DataDirectory = Path.Combine(data, "data"),
            Http = new { Url = $"http://127.0.0.1:{http}" },
            Grpc = new { Url = $"http://127.0.0.1:{FreePorts.One()}" },
            Auth = new { AllowAnonymousLoopback = true, Anonymous = new { Tenant, Owner = "load", Site } },
            Models = decoders ? new { NanoDecoder = "nano-chat", MiniDecoder = name == "device" ? "" : "mini-chat" } : new { NanoDecoder = "", MiniDecoder = "" },
        })!.AsObject().ToList())
        {
            config[part] = value!.DeepClone();
        }

        var file = Path.Combine(data, "host.json");
        File.WriteAllText(file, $$"""{"Orchestrator":{{config.ToJsonString()}}}""");
        return new(name, program, ["--config", file, "--Orchestrator:StopWithParent=true"], http);
    }
}
