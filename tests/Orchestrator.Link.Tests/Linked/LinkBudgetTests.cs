using System.Collections.Concurrent;
using Google.Protobuf;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Link.Identity;
using Orchestrator.Protocol;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>Budgets of a tenant, asked for over the link.</summary>
public sealed class LinkBudgetTests
{
    private static readonly BudgetReport s_asked = new("default", new("whoever", "start-1"), [new(null, DateTimeOffset.UnixEpoch, 0.25m, 0.125m, 0.000_000_000_001m), new("k", null, 0, 0, 1)])
    {
        Closings = [new("k", DateTimeOffset.UnixEpoch, "start-0", 0.5m)],
    };

    private static readonly BudgetGrants s_granted = new(
        [new(null, new(3, BudgetPeriod.Day), DateTimeOffset.UnixEpoch) { Granted = 2, Left = 1.5m, ValidFor = TimeSpan.FromMinutes(10), Recall = true }, new("k", null, default)], 0.75m, true)
    {
        Unclosed = [new("k", new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)), "start-0"), new(null, new(DateTimeOffset.UnixEpoch, null), "start-0")],
    };

    [Fact]
    public async Task A_node_draws_as_the_node_that_it_was_let_in_as_and_hears_the_bank_to_the_millionth_of_a_millionth()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var bank = new Bank();
        await using var cluster = await StartAsync(bank, device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await node.UsableAsync("cloud@stand-in");

        var granted = await node.Bank.SyncAsync(s_asked, default);

        var asked = Assert.Single(bank.Asked);
        Assert.Equal(("default", BudgetHolder.Node("device-1", "start-1")), (asked.Tenant, asked.Holder));
        Assert.Equal((s_asked.Claims, s_asked.Closings), (asked.Claims, asked.Closings), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
        Assert.Equal((s_granted.ConversationLimit, s_granted.Wanting), (granted.ConversationLimit, granted.Wanting));
        Assert.Equal(s_granted.Grants.AsEnumerable(), granted.Grants);
        Assert.Equal(s_granted.Unclosed.AsEnumerable(), granted.Unclosed);
    }

    [Fact]
    public async Task A_node_draws_for_no_tenant_but_its_own_whatever_it_asks()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var bank = new Bank();
        await using var cluster = await StartAsync(bank, device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await node.UsableAsync("cloud@stand-in");
        using var raw = await RawLink.ConnectAsync(cluster.Port, device);

        var others = await node.Bank.SyncAsync(s_asked with { Tenant = "others" }, default);
        var forced = await raw.InvokeAsync(new() { Number = 1, Budgets = true }, (s_asked with { Tenant = "others" }).ToProto().ToByteArray());

        Assert.Empty(others.Grants);
        Assert.Equal("rejected", forced);
        Assert.Empty(bank.Asked);
    }

    [Fact]
    public async Task A_cluster_without_budgets_says_that_there_are_none()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await node.UsableAsync("cloud@stand-in");

        Assert.Empty((await node.Bank.SyncAsync(s_asked, default)).Grants);
    }

    [Fact]
    public async Task A_bank_that_is_away_and_a_link_that_is_down_are_errors_worth_a_repeat()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var bank = new Bank { Away = true };
        await using var cluster = await StartAsync(bank, device);
        await using var unlinked = await TestNode.StartAsync(device, FreePorts.One());
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await node.UsableAsync("cloud@stand-in");

        var down = await Assert.ThrowsAsync<OrchestratorException>(async () => await unlinked.Bank.SyncAsync(s_asked, default));
        var away = await Assert.ThrowsAsync<OrchestratorException>(async () => await node.Bank.SyncAsync(s_asked, default));
        bank.Away = false;

        Assert.Equal((ErrorReason.HostUnavailable, ErrorReason.HostUnavailable), (down.Error.Reason, away.Error.Reason));
        Assert.Contains("The bank is away", away.Error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await node.Bank.SyncAsync(s_asked, default)).Grants);
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_reaches_no_bank()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var bank = new Bank();
        await using var cluster = await StartAsync(bank, device);
        using var raw = await RawLink.ConnectAsync(cluster.Port, device);

        var garbage = await raw.InvokeAsync(new() { Number = 1, Budgets = true }, [0xff, 0xff]);
        var negative = (s_asked with { Closings = [] }).ToProto();
        negative.Claims[0].Spent = "-1";
        var wrong = await raw.InvokeAsync(new() { Number = 3, Budgets = true }, negative.ToByteArray());

        Assert.Equal(("protocol", "protocol"), (garbage, wrong));
        Assert.Empty(bank.Asked);
    }

    [Fact]
    public async Task What_was_set_aside_and_for_which_key_goes_with_the_request_to_the_provider()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("cloud@stand-in");

        await foreach (var _ in connector.RunAsync(TestPrivacy.Clear(connector, "hello"), TestPrivacy.NewInvocation() with { KeyId = "k", Reserved = 0.000_000_000_001m }, default))
        {
        }

        var invocation = Assert.Single(cluster.Clouds.Invocations);
        Assert.Equal(("k", 0.000_000_000_001m), (invocation.KeyId, invocation.Reserved));
    }

    private static Task<TestCluster> StartAsync(Bank bank, params NodeIdentity[] nodes) =>
        TestCluster.StartAsync(0, TimeSpan.FromSeconds(1), TimeProvider.System, TestPrivacy.Gate(), bank, nodes);

    private sealed class Bank : IBudgetBank
    {
        public bool Away { get; set; }

        public ConcurrentQueue<BudgetReport> Asked { get; } = new();

        public ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
        {
            if (Away)
                throw new OrchestratorException(ErrorReason.HostUnavailable, "The bank is away.");
            Asked.Enqueue(report);
            return new(s_granted);
        }
    }
}
