using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Testing;

namespace Orchestrator.Load.Processes;

/// <summary>A silo's configuration, as a user would write it: a key, a provider, a data directory; nothing else is changed.</summary>
internal sealed class SiloSetup
{
    public const string Key = "load-key-0123456789abcdef";

    private readonly string _program;
    private readonly string _folder;
    private readonly string _config;

    /// <param name="program">The silo's assembly.</param>
    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="provider">The address of its provider.</param>
    /// <param name="model">The provider's model.</param>
    public SiloSetup(string program, string folder, string provider, string model)
    {
        _program = program;
        _folder = Directory.CreateDirectory(folder).FullName;
        _config = Path.Combine(_folder, "silo.json");
        Http = FreePorts.One();
        Grpc = FreePorts.One();
        File.WriteAllText(_config, JsonSerializer.Serialize(new
        {
            Orchestrator = new
            {
                DataDirectory = Path.Combine(_folder, "data"),
                Http = new { Url = $"http://127.0.0.1:{Http}" },
                Grpc = new { Url = $"http://127.0.0.1:{Grpc}" },
                Auth = new { Keys = new[] { new { Id = "load", Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))), Tenant = "load", Owner = "load", Site = "here" } } },
                Orleans = new { SiloPort = FreePorts.One(), GatewayPort = FreePorts.One() },
                Providers = new[] { new { Name = "stand-in", BaseUrl = $"{provider}/v1", Model = model } },
            },
        }));
    }

    public int Http { get; }

    public int Grpc { get; }

    /// <param name="probed">Whether it tells its allocations; a start that is timed is not burdened with that.</param>
    public MeasuredProcess Start(bool probed) =>
        MeasuredProcess.Start("silo", _program, ["--config", _config, "--Orchestrator:StopWithParent=true"], probed ? Path.Combine(_folder, "probe") : null);
}
