using Orchestrator.Cli.Doctor;
using Orchestrator.Cli.Tests.Doctor.BrokenSetups;
using Orchestrator.Cli.Tests.Up;
using Orchestrator.Cli.Up;
using Orchestrator.Link.Identity;

namespace Orchestrator.Cli.Tests.Doctor;

/// <summary>A running system of which a part is broken.</summary>
public sealed class RunningSystemTests
{
    [Fact]
    public async Task A_node_with_a_wrong_key_and_one_that_cannot_start_are_told_with_their_reasons()
    {
        using var system = await RunningSystem.StartAsync();
        var data = new DataDirectory(system.Data);
        await StopAsync(data, "device-1");
        await StopAsync(data, "gateway-1");
        using (var site = SiteKey.Load(data.SiteKeyFile))
        using (var other = NodeIdentity.Create("device-1", NodeRole.Device, site, TimeProvider.System))
            other.Save(data.IdentityOf("device-1"));
        DataDirectories.Damage(data.DataOf("gateway-1"), page: 2);
        await StartAsync(data, "device-1");
        await StartAsync(data, "gateway-1");

        IReadOnlyList<Check> checks = [];
        for (var tries = 0; tries < 60 && !(Has(checks, "device-1 link", "LINK_WRONG_KEY") && Has(checks, "gateway-1", "PROCESS_CANNOT_START")); tries++)
            checks = await ExamineAsync(data);

        var link = Assert.Single(checks, c => c.Name == "device-1 link");
        Assert.Equal(("LINK_WRONG_KEY", CheckState.Warn), (link.Code, link.State));
        Assert.Contains("KeySha256", link.Remedy, StringComparison.Ordinal);
        var gateway = Assert.Single(checks, c => c.Name == "gateway-1");
        Assert.Equal(("PROCESS_CANNOT_START", CheckState.Fail), (gateway.Code, gateway.State));
        Assert.Contains("is damaged", gateway.Found, StringComparison.Ordinal);
        Assert.True(Has(checks, "gateway-1 journal", "STORAGE_CORRUPT"));
        Assert.True(Has(checks, "silo", "READY"));
    }

    private static bool Has(IReadOnlyList<Check> checks, string name, string code) => checks.Any(c => c.Name == name && c.Code == code);

    private static async Task<IReadOnlyList<Check>> ExamineAsync(DataDirectory data)
    {
        using var examination = new Examination(new() { Data = data.Root }, TimeProvider.System);
        return await examination.RunAsync(CancellationToken.None);
    }

    private static async Task StopAsync(DataDirectory data, string process)
    {
        Assert.Equal(0, (await Command.RunAsync(null, "stop", process, "--data", data.Root)).Code);
        await RunningSystem.UntilAsync(() => UpState.Read(data) is { } state && state.Processes.Any(p => p.Name == process && p.Pid is null), $"the stop of {process}");
    }

    private static async Task StartAsync(DataDirectory data, string process) =>
        Assert.Equal(0, (await Command.RunAsync(null, "start", process, "--data", data.Root)).Code);
}
