using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Tests.Linked;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>Links that are open and carry nothing, one way or both, on a clock that the tests hold.</summary>
public sealed class LinkSilenceTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(Route.ClusterToGateway, true, true)]
    [InlineData(Route.ClusterToGateway, true, false)]
    [InlineData(Route.DeviceToGateway, false, true)]
    [InlineData(Route.DeviceToGateway, false, false)]
    [InlineData(Route.DeviceToGateway, true, true)]
    [InlineData(Route.DeviceToGateway, true, false)]
    public async Task One_way_silence_ends_the_link_at_both_ends_and_the_answers_over_it(Route route, bool gateway, bool toServer)
    {
        await using var site = await FaultySite.StartAsync(_time);
        var proxy = site.LinkOf(route, gateway);
        var lane = toServer ? proxy.ToServer : proxy.ToClient;
        var connector = await site.UsableAsync(route);
        site.Gateway.Executor.Between = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var cleared = TestPrivacy.Clear(connector, FaultySite.Question, route == Route.ClusterToGateway ? Zone.Cluster : null);
        await using var answer = connector.RunAsync(cleared, TestPrivacy.NewInvocation(), default).GetAsyncEnumerator();
        Assert.True(await answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));

        var silent = proxy == site.GatewayLink ? "gateway-1" : "device-1";
        var session = site.Cluster.Hub.Nodes.Single(n => n.Id == silent).Session;
        lane.Silent = true;
        var next = answer.MoveNextAsync().AsTask();
        // Three intervals of a second without a word, and the one that notices it.
        for (var second = 0; second < 4; second++)
        {
            var other = proxy == site.DeviceLink ? site.GatewayLink : site.DeviceLink;
            var (up, down) = (other.ToServer.Passed, other.ToClient.Passed);
            _time.Advance(TimeSpan.FromSeconds(1));
            // The other link goes on.
            await Eventually.TrueAsync(() => other.ToServer.Passed > up && other.ToClient.Passed > down);
        }

        Assert.Equal("cut-off", (await Assert.ThrowsAsync<TargetException>(() => next.WaitAsync(Eventually.Patience))).Code);
        var node = silent == "device-1" ? site.Device : site.Gateway;
        await Eventually.TrueAsync(() => !node.Link.State.Connected && site.Cluster.Hub.Nodes.All(n => n.Session != session), () => $"{silent} is still linked");

        lane.Silent = false;
        site.Gateway.Executor.Between = _ => Task.CompletedTask;
        await UntilAsync(() => node.Link.State.Connected && (silent == "gateway-1" ? site.Device : site.Gateway).Link.State.Connected);
        Assert.True((await FaultySite.AskAsync(route, await site.UsableAsync(route))).Whole);
        await site.ReleasedAsync();
    }

    [Theory]
    [InlineData(Route.ClusterToGateway)]
    [InlineData(Route.DeviceToGateway)]
    [InlineData(Route.DeviceToCloud)]
    public async Task A_stall_shorter_than_three_heartbeats_costs_time_and_nothing_else(Route route)
    {
        await using var site = await FaultySite.StartAsync(_time);
        var proxy = site.LinkOf(route, gateway: false);
        var connector = await site.UsableAsync(route);
        var links = proxy.Accepted;
        proxy.ToServer.Stall();
        proxy.ToClient.Stall();

        var asking = FaultySite.AskAsync(route, connector);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(asking.IsCompleted);
        proxy.ToServer.Release();
        proxy.ToClient.Release();

        Assert.True((await asking.WaitAsync(Eventually.Patience)).Whole);
        Assert.Equal(links, proxy.Accepted);
        await site.ReleasedAsync();
    }

    [Fact]
    public async Task A_cluster_that_never_answers_is_called_again_only_after_the_handshakes_limit()
    {
        await using var site = await FaultySite.StartAsync(_time, prepare: s => s.DeviceLink.ToServer.Silent = true);
        await Eventually.TrueAsync(() => site.DeviceLink.Accepted == 1);

        var began = _time.GetUtcNow();
        await UntilAsync(() => site.DeviceLink.Accepted == 4);

        // Three times the limit of five seconds, on a clock that nobody else moves.
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(15));
        site.DeviceLink.ToServer.Silent = false;
        await UntilAsync(() => site.Device.Link.State.Connected);
    }

    [Fact]
    public async Task A_cluster_that_welcomes_and_hangs_up_is_called_ever_more_seldom()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", Link.Identity.NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(0, TimeSpan.FromSeconds(1), _time, TestPrivacy.Gate(_time), device);
        await using var proxy = new FaultProxy(cluster.Port);
        await using (await TestNode.StartAsync(device, proxy.Port, null, _time))
            await Eventually.TrueAsync(() => cluster.Hub.Nodes.Length == 1);
        var hello = proxy.ToClient.Passed;
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.IsEmpty && proxy.Open == 0);

        // Every further connection ends with the Welcome's last bytes.
        proxy.ToClient.CutEach = _ => hello;
        var before = proxy.Accepted;
        await using var node = await TestNode.StartAsync(device, proxy.Port, null, _time);
        var began = _time.GetUtcNow();
        await UntilAsync(() => proxy.Accepted - before == 25, TimeSpan.FromMilliseconds(25));

        // Doubled from 50 ms to the cap of 1 s and drawn from the upper half: from the sixth on, half a second at least.
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(9), $"{_time.GetUtcNow() - began}");
        proxy.ToClient.CutEach = null;
        await UntilAsync(() => node.Link.State.Connected);
    }

    /// <summary>Lets time pass until it has come about.</summary>
    private async Task UntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "It did not come about in time.");
            _time.Advance(step ?? TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }
}
