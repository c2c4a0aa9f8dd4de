using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Cli.Tests.Supervision;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

/// <summary>The whole command with the real processes.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task It_brings_everything_up_answers_at_the_right_tier_and_takes_everything_down()
    {
        using var system = await RunningSystem.StartAsync();
        var state = system.State;
        Assert.True(state.StandIn);
        Assert.Equal(["stand-in", "silo", "gateway-1", "device-1"], state.Processes.Select(p => p.Name));
        var pids = state.Processes.Select(p => p.Pid!.Value).ToList();
        Assert.All(pids, pid => Assert.True(Children.IsAlive(pid)));

        Assert.Equal(("nano", "device", 0), await AskAsync(system, "turn off the lights in the kitchen"));
        Assert.Equal(("mini", "gateway", 1), await AskAsync(system, "my card 4111 1111 1111 1111 was charged twice, what now?"));
        Assert.Equal(("cloud", "cloud/stand-in", 1), await AskAsync(system, "Prove that there are infinitely many primes, then generalise the argument"));

        var (code, doctor, _) = await Command.RunAsync(null, "doctor", "--json", "--data", system.Data);
        Assert.True(code == 0, doctor);
        Assert.Contains("no model", doctor, StringComparison.Ordinal);

        Assert.Equal(0, (await Command.RunAsync(null, "stop", "--data", system.Data)).Code);
        var (upCode, rest, _) = await system.Up.EndAsync();
        Assert.Equal(0, upCode);
        Assert.Equal("", rest);
        Assert.All(pids, pid => Assert.False(Children.IsAlive(pid)));
        Assert.False(File.Exists(new DataDirectory(system.Data).StateFile));
    }

    [Fact]
    public async Task A_second_up_on_the_same_directory_is_refused_and_harms_nothing()
    {
        using var system = await RunningSystem.StartAsync();
        var (code, output, errors) = await Command.RunAsync(null, "up", "--data", system.Data, "--port-base", $"{FreePorts.Base()}");
        Assert.Equal(1, code);
        Assert.Contains($"process {system.State.Pid}", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.Equal(("nano", "device", 0), await AskAsync(system, "turn off the lights in the kitchen"));
    }

    [Fact]
    public async Task Its_processes_end_by_themselves_when_it_is_killed()
    {
        using var system = await RunningSystem.StartAsync();
        var pids = system.State.Processes.Select(p => p.Pid!.Value).ToList();
        system.Up.Kill();
        await RunningSystem.UntilAsync(() => pids.TrueForAll(pid => !Children.IsAlive(pid)), "the end of all processes");
    }

    [Fact]
    public async Task A_process_that_dies_is_started_again_and_one_that_is_stopped_stays_so_until_it_is_started()
    {
        using var system = await RunningSystem.StartAsync();
        var data = new DataDirectory(system.Data);
        int? Pid(string name) => UpState.Read(data)?.Processes.First(p => p.Name == name).Pid;

        var first = Pid("device-1");
        Children.Kill(first!.Value);
        await RunningSystem.UntilAsync(() => Pid("device-1") is { } pid && pid != first, "another device");
        await system.ReadyAsync("device-1");

        Assert.Equal(0, (await Command.RunAsync(null, "stop", "silo", "--data", system.Data)).Code);
        await RunningSystem.UntilAsync(() => UpState.Read(data) is { } state && state.Processes.Any(p => p is { Name: "silo", Pid: null }), "the silo's stop");
        var (code, _, errors) = await Command.RunAsync(null, "chat", "Prove that there are infinitely many primes, then generalise the argument", "--data", system.Data);
        Assert.Equal(1, code);
        Assert.Contains("can be reached now", errors, StringComparison.Ordinal);
        Assert.Contains("stopped, as it was asked to be", (await Command.RunAsync(null, "doctor", "--data", system.Data)).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await Command.RunAsync(null, "start", "silo", "--data", system.Data)).Code);
        await RunningSystem.UntilAsync(() => Pid("silo") is not null, "the silo's start");
    }

    [Fact]
    public async Task A_taken_port_is_told_before_anything_starts()
    {
        using var directory = new TemporaryDirectory();
        var portBase = FreePorts.Base();
        using var listener = new TcpListener(IPAddress.Loopback, portBase + 1);
        listener.Start();
        var (code, _, errors) = await Command.RunAsync(null, "up", "--data", directory["data"], "--port-base", $"{portBase}");
        Assert.Equal(1, code);
        Assert.Contains($"Port {portBase + 1}, for the silo's gRPC, is taken by", errors, StringComparison.Ordinal);
        Assert.Contains("--port-base", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(new DataDirectory(directory["data"]).Logs));
    }

    [Fact]
    public async Task A_process_that_cannot_start_is_told_with_its_last_words_and_stops_the_others()
    {
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory["data"]);
        data.Make();

        // The device's store is a file where a directory should be.
        await File.WriteAllTextAsync(data.DataOf("device-1"), "");
        var (code, _, errors) = await Command.RunAsync(null, "up", "--data", data.Root, "--port-base", $"{FreePorts.Base()}");
        Assert.Equal(1, code);
        Assert.Contains("device-1 ended with exit code 2 before it was ready", errors, StringComparison.Ordinal);
        Assert.Contains("cannot start", errors, StringComparison.Ordinal);
    }

    private static async Task<(string? Tier, string? Zone, int Left)> AskAsync(RunningSystem system, string text)
    {
        var (code, output, errors) = await Command.RunAsync(null, "chat", text, "--json", "--data", system.Data);
        Assert.True(code == 0, errors);
        using var answer = JsonDocument.Parse(output);
        var root = answer.RootElement;
        return (root.GetProperty("tier").GetString(), root.GetProperty("zone").GetString(), root.GetProperty("left").GetArrayLength());
    }
}
