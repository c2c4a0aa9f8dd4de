using Orchestrator.Conversations.Erasure;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>What is erased at the cluster reaches the nodes, whatever becomes of links and processes in between.</summary>
public sealed class NodeErasureTests
{
    private static readonly DateTimeOffset s_asked = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_linked_node_erases_at_once_and_only_what_its_own_tenant_was_told()
    {
        using var site = new TestSite();
        using var others = new TestSite(tenant: "others");
        using var device = site.Node("device-1", NodeRole.Device);
        using var stranger = others.Node("device-2", NodeRole.Device);
        var (journal, mine, theirs) = (new OrderBook(), new ErasingNode(), new ErasingNode());
        await using var cluster = await TestCluster.StartAsync(0, journal, device, stranger);
        await using var node = await TestNode.StartAsync(device, cluster.Port, erasure: mine);
        await using var other = await TestNode.StartAsync(stranger, cluster.Port, erasure: theirs);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.Length == 2);

        journal.Add(new() { ErasureId = "e-1", Tenant = "default", Scope = ErasureScope.Owner, Owner = "anna", AskedAt = s_asked });
        journal.Add(new() { ErasureId = "e-2", Tenant = "default", Scope = ErasureScope.Tenant, AskedAt = s_asked });
        cluster.Erasures.Announce("default");
        await Eventually.TrueAsync(() => journal.Confirmed.Count == 2);

        Assert.Equal([("e-1", ErasureScope.Owner, "anna", s_asked), ("e-2", ErasureScope.Tenant, null, s_asked)], mine.Asked.Select(r => (r.ErasureId, r.Scope, r.Owner, r.AskedAt!.Value)));
        Assert.All(mine.Asked, r => Assert.Equal("default", r.Tenant));
        Assert.Empty(theirs.Asked);
        Assert.Equal(("device-1", ErasingNode.Conversations, ErasingNode.Events), (journal.Confirmed["e-1"].Node, journal.Confirmed["e-1"].Conversations, journal.Confirmed["e-1"].Events));
        Assert.Equal(["device-1"], cluster.Erasures.NodesOf("default"));
    }

    [Fact]
    public async Task Wherever_the_link_is_cut_the_node_is_asked_again_until_its_receipt_has_come()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (journal, erasing) = (new OrderBook(), new ErasingNode());
        await using var cluster = await TestCluster.StartAsync(0, journal, device);
        await using var proxy = new FaultProxy(cluster.Port);
        await using var node = await TestNode.StartAsync(device, proxy.Port, erasure: erasing, configure: o => o.ReconnectCap = TimeSpan.FromMilliseconds(50));

        var round = 0;
        foreach (var lane in new[] { proxy.ToClient, proxy.ToServer })
        {
            for (var cut = 0; cut < 260; cut += 20)
            {
                var links = proxy.Accepted;
                await Eventually.TrueAsync(() => node.Link.State.Connected && cluster.Hub.Nodes.Length == 1);
                lane.CutAfter(cut);
                journal.Add(new() { ErasureId = $"e-{++round}", Tenant = "default", Scope = ErasureScope.Owner, Owner = "anna", AskedAt = s_asked });
                cluster.Erasures.Announce("default");
                await Eventually.TrueAsync(() => journal.Confirmed.Count == round, () => $"cut after {cut} bytes, {proxy.Accepted - links} links since");
            }
        }

        Assert.Equal(round, erasing.Asked.Select(r => r.ErasureId).Distinct().Count());
        Assert.True(erasing.Asked.Count > round, "some receipts were lost on their way, and the order came again");
    }

    [Fact]
    public async Task A_node_that_was_away_is_told_when_it_comes_also_by_a_cluster_that_started_anew()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (journal, erasing) = (new OrderBook(), new ErasingNode());
        var port = FreePorts.One();
        await using (await TestCluster.StartAsync(port, journal, device))
            journal.Add(new() { ErasureId = "e-1", Tenant = "default", Scope = ErasureScope.Tenant, AskedAt = s_asked });
        await using var cluster = await TestCluster.StartAsync(port, journal, device);
        await using var node = await TestNode.StartAsync(device, port, erasure: erasing);

        await Eventually.TrueAsync(() => journal.Confirmed.Count == 1);

        Assert.Equal("e-1", Assert.Single(erasing.Asked).ErasureId);
    }

    [Fact]
    public async Task An_erasure_that_a_node_cannot_carry_out_does_not_keep_the_next_one_from_it()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (journal, erasing) = (new OrderBook(), new ErasingNode { FailsAt = "e-1" });
        await using var cluster = await TestCluster.StartAsync(0, journal, device);
        journal.Add(new() { ErasureId = "e-1", Tenant = "default", Scope = ErasureScope.Owner, Owner = "anna", AskedAt = s_asked });
        journal.Add(new() { ErasureId = "e-2", Tenant = "default", Scope = ErasureScope.Owner, Owner = "ben", AskedAt = s_asked });

        await using var node = await TestNode.StartAsync(device, cluster.Port, erasure: erasing);

        await Eventually.TrueAsync(() => journal.Confirmed.ContainsKey("e-2"));
        Assert.Equal(["e-1", "e-2"], erasing.Asked.Select(r => r.ErasureId));
        Assert.DoesNotContain("e-1", journal.Confirmed.Keys);
    }

    [Fact]
    public async Task A_node_that_cannot_erase_now_has_not_confirmed_and_is_asked_again_when_it_comes_back()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var (journal, erasing) = (new OrderBook(), new ErasingNode { Fails = true });
        await using var cluster = await TestCluster.StartAsync(0, journal, device);
        journal.Add(new() { ErasureId = "e-1", Tenant = "default", Scope = ErasureScope.Tenant, AskedAt = s_asked });
        await using (await TestNode.StartAsync(device, cluster.Port, erasure: erasing))
            await Eventually.TrueAsync(() => !erasing.Asked.IsEmpty);
        Assert.Empty(journal.Confirmed);

        erasing.Fails = false;
        await using var again = await TestNode.StartAsync(device, cluster.Port, erasure: erasing);

        await Eventually.TrueAsync(() => journal.Confirmed.Count == 1);
    }
}
