using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

public sealed class SiloConfigurationTests
{
    [Theory]
    [InlineData("KeySha256", "abc")]
    [InlineData("SigningPublicKey", "AAAA")]
    [InlineData("Role", "Emperor")]
    [InlineData("Orleans:SiloPort", "70000")]
    public async Task What_is_configured_wrong_is_told_by_the_key_that_the_operator_wrote(string key, string value)
    {
        using var directory = new TemporaryDirectory();
        var node = new Dictionary<string, string>
        {
            ["Id"] = "device-1",
            ["Role"] = "Device",
            ["Tenant"] = "default",
            ["Site"] = "home",
            ["KeySha256"] = new('a', 64),
            ["SigningPublicKey"] = Convert.ToBase64String(new byte[32]),
        };
        if (node.ContainsKey(key))
            node[key] = value;
        File.WriteAllText(directory["silo.json"], JsonSerializer.Serialize(new
        {
            Orchestrator = new
            {
                DataDirectory = directory["data"],
                Http = new { Url = $"http://127.0.0.1:{FreePorts.One()}" },
                Grpc = new { Url = $"http://127.0.0.1:{FreePorts.One()}" },
                Auth = new { Keys = new[] { new { Id = "app", Sha256 = new string('a', 64), Tenant = "t", Owner = "o", Site = "s" } } },
                Nodes = new[] { node },
                Orleans = new { SiloPort = key == "Orleans:SiloPort" ? value : $"{FreePorts.One()}" },
            },
        }));
        var start = new ProcessStartInfo(DotnetHost.Path(), [Path.Combine(AppContext.BaseDirectory, "Orchestrator.Silo.dll"), "--config", directory["silo.json"]]) { RedirectStandardError = true, RedirectStandardOutput = true };

        using var silo = Process.Start(start)!;
        var (errors, output) = (silo.StandardError.ReadToEndAsync(), silo.StandardOutput.ReadToEndAsync());
        await silo.WaitForExitAsync().WaitAsync(Command.Patience);

        Assert.Equal(2, silo.ExitCode);
        Assert.Contains(node.ContainsKey(key) ? $"Orchestrator:Nodes:0:{key}" : $"Orchestrator:{key}", await errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await errors + await output, StringComparison.Ordinal);
    }
}
