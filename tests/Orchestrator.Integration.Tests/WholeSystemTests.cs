using System.Net;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Link.Identity;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Integration.Tests;

/// <summary>What a person sees of the whole system: where turns go, what stays private, what survives.</summary>
[Collection(SharedSystem.Name)]
public sealed class WholeSystemTests(SharedSystem.Fixture shared)
{
    // Not the card of the examples: a number of its own, so that no other test's traffic can be mistaken for it.
    private const string Card = "5500 0055 5555 5559";

    private const string Command = "turn off the lights in the kitchen";
    private const string Question = "my card 4111 1111 1111 1111 was charged twice, what now?";
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [Fact]
    public async Task Each_example_goes_to_the_tier_that_answers_it_best_wherever_it_enters()
    {
        var system = shared.System;
        foreach (var (port, entered, near) in new[] { (system.DeviceHttp, "device", "device"), (system.SiloHttp, "cluster", "cluster") })
        {
            var command = await system.AskAsync(port, Command);
            var question = await system.AskAsync(port, Question);
            var task = await system.AskAsync(port, Task);

            Assert.Equal(("nano", near), (command.Tier, command.Zone));
            Assert.Contains("Nothing was done", command.Text, StringComparison.Ordinal);
            Assert.Equal(("mini", "gateway"), (question.Tier, question.Zone));
            Assert.Equal("sensitive-stays-near", question.Route["reason"]);
            Assert.Equal(("cloud", "cloud/stand-in"), (task.Tier, task.Zone));
            Assert.EndsWith("@stand-in", task.Route["model"], StringComparison.Ordinal);
            Assert.Contains("stand-in", task.Text, StringComparison.Ordinal);
            Assert.All([command, question, task], a => Assert.Equal(entered, a.Route["entered"]));
        }

        Assert.Null(DigitScan.Find(await system.ProviderCaptureAsync(), "4111 1111 1111 1111"));
        Assert.Null(DigitScan.Find(system.Silo.Log + system.Device.Log + system.Gateway.Log + system.StandIn.Log, "4111 1111 1111 1111"));
    }

    [Fact]
    public async Task A_card_that_enters_at_the_device_is_read_by_the_gateway_and_by_nobody_between()
    {
        var system = shared.System;

        var answer = await system.AskAsync(system.DeviceHttp, $"my card {Card} was charged twice, what now?");
        await system.AskAsync(system.DeviceHttp, $"Prove that the number {Card} on my card passes the Luhn test and derive the general theorem");

        Assert.Equal("mini", answer.Tier);
        Assert.Null(DigitScan.Find(system.DeviceLink.Bytes, Card));
        Assert.Null(DigitScan.Find(system.GatewayLink.Bytes, Card));
        Assert.Null(DigitScan.Find(await system.ProviderCaptureAsync(), Card));
        Assert.Null(DigitScan.FindInFiles(Path.Combine(system.Directory, "silo"), Card));
        Assert.Null(DigitScan.Find(system.Silo.Log + system.StandIn.Log + system.Device.Log + system.Gateway.Log, Card));

        // The same words at the silo's port are plain on their way to the gateway: the scan would have seen them.
        await system.AskAsync(system.SiloHttp, $"my card {Card} was charged twice, what now?");
        Assert.NotNull(DigitScan.Find(system.GatewayLink.Bytes, Card));

        // What a process keeps it keeps encrypted, wherever the words entered; the scan would find them in a file.
        Assert.Null(DigitScan.FindInFiles(Path.Combine(system.Directory, "silo"), Card));
        Assert.Null(DigitScan.FindInFiles(Path.Combine(system.Directory, "device-1"), Card));
        var control = Path.Combine(system.Directory, "silo", "control");
        await File.WriteAllTextAsync(control, $"a card, {Card}, in a file");
        Assert.NotNull(DigitScan.FindInFiles(Path.Combine(system.Directory, "silo"), Card));
        File.Delete(control);
    }

    [Fact]
    public async Task What_left_a_device_is_in_its_ledger_and_the_ledger_verifies()
    {
        var system = shared.System;
        var directory = Path.Combine(system.Directory, "device-1", "ledger");
        var before = LedgerAudit.Verify(directory, Ed25519LedgerSigner.Check).Replayed;
        await system.AskAsync(system.DeviceHttp, Command);
        await system.AskAsync(system.DeviceHttp, $"Prove that the number {Card} on my card passes the Luhn test and derive the general theorem");
        await system.AskAsync(system.DeviceHttp, Task);

        var verifier = LedgerAudit.Verify(directory, Ed25519LedgerSigner.Check);
        var text = await File.ReadAllTextAsync(Path.Combine(directory, LedgerFile.FileName));

        Assert.Empty(verifier.Problems);
        Assert.InRange(verifier.Replayed - before, 2, 6);
        Assert.Equal(0, verifier.NotReplayed);
        Assert.Contains("cloud/stand-in", text, StringComparison.Ordinal);
        Assert.Null(DigitScan.Find(text, Card));
    }

    [Fact]
    public async Task Without_its_cluster_a_device_answers_what_it_can_and_comes_back_by_itself()
    {
        var system = shared.System;
        await system.Silo.KillAsync();
        await system.UntilAsync(async () => (await system.AskAsync(system.DeviceHttp, Task)).Status == HttpStatusCode.ServiceUnavailable, "the refusal");

        var command = await system.AskAsync(system.DeviceHttp, Command);
        var refused = await system.AskAsync(system.DeviceHttp, Task, key: "later");
        var preferred = await system.AskAsync(system.DeviceHttp, Task, orchestrator: new { preference = "prefer-device" });
        system.Silo.Start();
        await system.ReadyAsync();
        var later = await system.AskAsync(system.DeviceHttp, Task, key: "later");

        Assert.Equal("nano", command.Tier);
        Assert.Contains("cluster", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "nano"), (preferred.Status, preferred.Tier));
        Assert.Equal((HttpStatusCode.OK, "cloud"), (later.Status, later.Tier));
    }

    [Fact]
    public async Task The_system_writes_no_core_dump_of_a_process_that_reads_text_unless_it_is_allowed_to()
    {
        if (!OperatingSystem.IsLinux())
            return; // Where limits can be read.
        var system = shared.System;

        foreach (var process in new[] { system.Silo, system.Gateway })
            Assert.Equal(["0", "0"], CoreLimits($"{process.Id}"));
        Assert.Equal(CoreLimits("self"), CoreLimits($"{system.Device.Id}"));
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_with_its_holder()
    {
        var system = shared.System;
        await using var second = new ServerProcess(
            "Orchestrator.EdgeNode", "--config", Path.Combine(system.Directory, "device-1.json"), "--Orchestrator:Http:Url=http://127.0.0.1:0", "--Orchestrator:Grpc:Url=http://127.0.0.1:0");
        second.Start();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal(2, await second.ExitAsync(patience.Token));
        Assert.Contains("device-1", second.Log, StringComparison.Ordinal);
        Assert.Contains("process", second.Log, StringComparison.OrdinalIgnoreCase);
    }

    private static string[] CoreLimits(string process)
    {
        const string name = "Max core file size";
        var line = File.ReadLines($"/proc/{process}/limits").Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2];
    }
}
