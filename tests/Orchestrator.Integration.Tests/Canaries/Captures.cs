using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.Integration.Tests.Running;
using Xunit.Abstractions;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>All that a system of real processes lets out, taken and looked through piece by piece.</summary>
internal sealed class Captures(TestSystem system, TelemetrySink sink, ConnectRecord connects, CanaryWatch watch)
{
    private string _provider = "";

    public long Seen => watch.Seen;

    /// <summary>Looks through what wires, logs, telemetry and the provider got since the last time, and asks which sockets there are.</summary>
    public Task PassAsync() => Task.Run(async () =>
    {
        foreach (var (name, link) in new[] { ("provider", system.ProviderLink), ("device", system.DeviceLink), ("gateway", system.GatewayLink) })
        {
            watch.Pass($"to {name}", link.ToServer.Take());
            watch.Pass($"from {name}", link.ToClient.Take());
        }

        foreach (var (name, process) in Processes)
            watch.Pass($"log of {name}", process.TakeLog());
        while (sink.Received.TryDequeue(out var received))
            watch.PassWhole(received.Path, received.Bytes);
        _provider = await system.ProviderCaptureAsync();
        watch.PassWhole("provider", Encoding.UTF8.GetBytes(_provider));
        PassSockets();
    });

    /// <summary>Whether the provider's last requests match.</summary>
    public bool ProviderSaw(Regex pattern) => pattern.IsMatch(_provider);

    /// <summary>Looks through every file that the processes wrote.</summary>
    public void PassFiles()
    {
        foreach (var file in Directory.EnumerateFiles(system.Directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "owner.lock"))
            watch.PassFile(file);
    }

    /// <summary>Looks through the memory of those who must not have read anything, and finds something in that of the one who did.</summary>
    public void PassMemory(CanaryScan scan, ITestOutputHelper output)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("The memory of the processes was not looked through: that needs Linux.");
            return;
        }

        foreach (var (name, process) in Processes)
        {
            var found = ProcessMemory.Find(process.Id, scan, out var scanned);
            output.WriteLine($"memory of {name}: {scanned / 1_000_000} MB, {(found is null ? "nothing found" : "a canary")}");
            Assert.True(found is null == (name != "device"), $"memory of {name}: {found ?? "nothing, and the device reads the text"}");
        }
    }

    /// <summary>That nothing else was connected to means something where what was is in the record.</summary>
    public void AssertConnectsAreRecorded()
    {
        Assert.Contains(OnLoopback(system.DeviceLink.Port), connects.Of(system.Device.Id));
        Assert.Contains(OnLoopback(system.GatewayLink.Port), connects.Of(system.Gateway.Id));
        Assert.Contains(OnLoopback(system.ProviderLink.Port), connects.Of(system.Silo.Id));
    }

    private IEnumerable<(string Name, ServerProcess Process)> Processes =>
        [("device", system.Device), ("silo", system.Silo), ("gateway", system.Gateway), ("provider", system.StandIn)];

    private void PassSockets()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var telemetry = new Uri(sink.Url).Port;
        PassSockets("device", system.Device, [system.DeviceHttp, system.DeviceGrpc], [system.DeviceLink.Port, telemetry]);
        PassSockets("gateway", system.Gateway, [system.GatewayHttp, system.GatewayGrpc], [system.GatewayLink.Port]);
        PassSockets("silo", system.Silo, [system.SiloHttp, system.SiloGrpc, system.OrleansSilo, system.OrleansGateway], [system.ProviderLink.Port, telemetry]);
        PassSockets("provider", system.StandIn, [system.StandInHttp], []);
    }

    private void PassSockets(string name, ServerProcess process, int[] served, int[] called)
    {
        var open = ProcessSockets.Others(process.Id, served, called);
        Assert.True(open.Count == 0, $"sockets of {name} that nobody captures: {string.Join(", ", open)}");
        var made = connects.Of(process.Id);
        made.ExceptWith(called.Concat(served).Select(OnLoopback));
        Assert.True(made.Count == 0, $"connections of {name} that nobody captures: {string.Join(", ", made)}");
    }

    private static string OnLoopback(int port) => $"127.0.0.1:{port}";
}
