using System.Diagnostics;
using System.Globalization;
using System.Net;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Integration.Tests;

/// <summary>A running process whose disk stops taking writes, and takes them again.</summary>
[Collection(SharedSystem.Name)]
public sealed class FailingDiskTests(SharedSystem.Fixture shared)
{
    private const string Command = "turn off the lights in the kitchen";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_turn_is_accepted_what_is_kept_can_be_read_and_writing_goes_on_without_a_restart(bool atTheSilo)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/prlimit"))
            return; // The limit of a running process is set with prlimit here.
        var system = shared.System;
        var (victim, port) = atTheSilo ? (system.Silo, system.SiloHttp) : (system.Device, system.DeviceHttp);
        await victim.KillAsync();
        victim.SurvivesFileLimit = true;
        victim.Start();
        await system.ReadyAsync();
        var kept = await system.AskAsync(port, Command, key: "kept");

        await LimitAsync(victim.Id, "0:unlimited");
        var refused = await system.AskAsync(port, Command, key: "refused");
        var health = await system.HealthAsync(port, "storage");
        var again = await system.AskAsync(port, Command, key: "kept");
        await LimitAsync(victim.Id, "unlimited:unlimited");
        var later = await system.AskAsync(port, Command, key: "refused");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("STORAGE_", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("same turn id", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.Contains("\"status\":\"unhealthy\",\"code\":\"STORAGE_", health.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(system.Directory, health.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, kept.Text), (again.Status, again.Text));
        Assert.Equal((HttpStatusCode.OK, "1"), (later.Status, later.Route["attempt"]));
        await system.HealthyAsync(port);
    }

    private static async Task LimitAsync(int process, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}"]);
        await prlimit.WaitForExitAsync();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
