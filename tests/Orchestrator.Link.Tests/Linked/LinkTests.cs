using System.Text;
using Grpc.Core;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using NodeRole = Orchestrator.Link.Identity.NodeRole;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>Nodes and a cluster over real gRPC on loopback.</summary>
public sealed class LinkTests
{
    private const string Card = "4111 1111 1111 1111";
    private const string Question = $"my card {Card} was charged twice";

    [Fact]
    public async Task A_device_asks_its_gateway_through_the_cluster_and_no_six_digits_of_the_card_cross_in_clear()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var deviceTap = new FaultProxy(cluster.Port);
        await using var gatewayTap = new FaultProxy(cluster.Port);
        await using var gatewayNode = await TestNode.StartAsync(gateway, gatewayTap.Port);
        await using var deviceNode = await TestNode.StartAsync(device, deviceTap.Port);
        var connector = await deviceNode.UsableAsync("mini@gateway-1");

        var updates = await TestPrivacy.AskAsync(connector, Question).WaitAsync(Eventually.Patience);

        Assert.Contains(Question, TestPrivacy.TextOf(updates), StringComparison.Ordinal);
        Assert.Equal(0.75, Assert.IsType<ModelEnded>(updates[^1]).Confidence);
        Assert.Equal(new AnswerRisk("call", 0.05, 0.01), Assert.IsType<ModelEnded>(updates[^1]).Risk);
        Assert.Equal("device-1", Assert.Single(gatewayNode.Executor.Requests).SealedBy);
        Assert.True(connector.Target is { Sealed: true, Tier: Tier.Mini, Zone.Name: "gateway", Node: "gateway-1", Path: [{ Name: "cluster" }] });
        Assert.Empty(DigitsIn(deviceTap.Bytes).Concat(DigitsIn(gatewayTap.Bytes)));
        Assert.DoesNotContain("charged twice", Encoding.Latin1.GetString(deviceTap.Bytes), StringComparison.Ordinal);

        // Positive control: the cluster's own turn goes to the gateway in plain, and the same search finds it.
        var plain = Assert.Single(cluster.Hub.ConnectorsOf("default", "home"));
        await TestPrivacy.AskAsync(plain, Question, Zone.Cluster).WaitAsync(Eventually.Patience);
        Assert.NotEmpty(DigitsIn(gatewayTap.Bytes));
        Assert.Empty(DigitsIn(deviceTap.Bytes));
    }

    [Fact]
    public async Task The_cluster_asks_a_gateway_for_a_turn_that_it_decided()
    {
        using var site = new TestSite();
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(gateway);
        await using var node = await TestNode.StartAsync(gateway, cluster.Port, new("mini@gateway-1"));
        await Eventually.TrueAsync(() => cluster.Hub.ConnectorsOf("default", "home").Length == 1);
        var connector = cluster.Hub.ConnectorsOf("default", "home")[0];

        var updates = await TestPrivacy.AskAsync(connector, "hello", Zone.Cluster).WaitAsync(Eventually.Patience);

        Assert.Contains("hello", TestPrivacy.TextOf(updates), StringComparison.Ordinal);
        Assert.True(connector.Target is { Id: "mini@gateway-1", Sealed: false, Path: [], Zone.Name: "gateway" });
        Assert.Null(Assert.Single(node.Executor.Requests).SealedBy);
        Assert.Empty(cluster.Hub.ConnectorsOf("default", "elsewhere"));
        Assert.Empty(cluster.Hub.ConnectorsOf("other", "home"));
    }

    [Fact]
    public async Task A_device_asks_a_provider_through_the_cluster_which_sends_the_very_bytes_that_were_cleared()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("cloud@stand-in");
        var cleared = TestPrivacy.Clear(connector, Question);

        var updates = new List<ModelUpdate>();
        await foreach (var update in connector.RunAsync(cleared, TestPrivacy.NewInvocation(), default))
            updates.Add(update);

        Assert.Equal(Encoding.UTF8.GetString(cleared.Buffer.Span), Assert.Single(cluster.Clouds.Sent));
        Assert.DoesNotContain("4111", cluster.Clouds.Sent.Single(), StringComparison.Ordinal);
        Assert.Equal(
            [new ModelText("from the cloud"), new ModelToolCall(new("1", "prove", "{}")), new ModelEnded { FinishReason = "tool_calls", Usage = new(10, 2) }],
            updates);
        Assert.Equal(new(0.15m, 0.6m), connector.Target.Price);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("repeated")]
    [InlineData("other bytes")]
    [InlineData("other node's")]
    [InlineData("other session's")]
    public async Task The_cluster_sends_nothing_to_a_provider_without_a_sound_clearance(string fault)
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var other = site.Node("device-2", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device, other);
        await using var node = await TestNode.StartAsync(other, cluster.Port);
        var connector = await node.UsableAsync("cloud@stand-in");
        var cleared = TestPrivacy.Clear(connector, "hello");
        var signer = new Ed25519ClearanceSigner(fault == "other node's" ? other : device);
        var body = fault == "other bytes" ? Encoding.UTF8.GetBytes("{}") : cleared.Buffer.ToArray();
        using var raw = await RawLink.ConnectAsync(cluster.Port, device);
        var session = fault == "other session's" ? Guid.NewGuid().ToString("N") : raw.Welcome.Session;
        var clearance = Wire.ClearanceWire.ToProto(TestPrivacy.Gate().Issue(cleared, $"cluster/{session}", signer));

        var answers = new List<string>();
        for (ulong number = 1; number <= (fault == "repeated" ? 3UL : 1UL); number += 2)
            answers.Add(await raw.InvokeAsync(new() { Number = number, Target = "cloud@stand-in", Clearance = fault == "none" ? null : clearance }, body));

        Assert.Equal("rejected", answers[^1]);
        Assert.Equal(fault == "repeated" ? 1 : 0, cluster.Clouds.Sent.Count);
    }

    [Fact]
    public async Task A_node_reaches_no_gateway_of_another_site_or_tenant()
    {
        using var site = new TestSite();
        using var far = new TestSite(site: "far");
        using var foreign = new TestSite(tenant: "other");
        using var device = site.Node("device-1", NodeRole.Device);
        using var farGateway = far.Node("gateway-far", NodeRole.Gateway);
        using var foreignGateway = foreign.Node("gateway-foreign", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, farGateway, foreignGateway);
        await using var first = await TestNode.StartAsync(farGateway, cluster.Port);
        await using var second = await TestNode.StartAsync(foreignGateway, cluster.Port);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.Length == 2);
        using var raw = await RawLink.ConnectAsync(cluster.Port, device);

        Assert.Empty(raw.Welcome.Offers.Gateways);
        Assert.Equal("unreachable", await raw.InvokeAsync(new() { Number = 1, Node = "gateway-far", Target = "mini", Sealed = true }, [1]));
        Assert.Equal("unreachable", await raw.InvokeAsync(new() { Number = 3, Node = "gateway-foreign", Target = "mini", Sealed = true }, [1]));
        Assert.Empty(first.Executor.Requests.Concat(second.Executor.Requests));
    }

    [Fact]
    public async Task Between_nodes_the_cluster_carries_nothing_in_plain()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var node = await TestNode.StartAsync(gateway, cluster.Port);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.Length == 1);
        using var raw = await RawLink.ConnectAsync(cluster.Port, device);

        Assert.Equal("rejected", await raw.InvokeAsync(new() { Number = 1, Node = "gateway-1", Target = "mini" }, "{}"u8.ToArray()));
        Assert.Empty(node.Executor.Requests);
    }

    [Fact]
    public async Task Whoever_repeats_a_sealed_request_gets_no_second_answer()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var thief = site.Node("device-2", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, thief, gateway);
        await using var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var cleared = TestPrivacy.Clear(await node.UsableAsync("mini@gateway-1"), "hello").Buffer.ToArray();
        using var raw = await RawLink.ConnectAsync(cluster.Port, thief);

        Assert.Equal("", await raw.InvokeAsync(new() { Number = 1, Node = "gateway-1", Target = "mini", Sealed = true }, cleared));
        Assert.Equal("rejected", await raw.InvokeAsync(new() { Number = 3, Node = "gateway-1", Target = "mini", Sealed = true }, cleared));
        Assert.Single(gatewayNode.Executor.Requests);
    }

    [Fact]
    public async Task Why_a_gateway_refuses_a_sealed_request_reaches_the_device_and_nobody_on_the_way()
    {
        const string Why = "#/required: 'diagnosis' is none of the properties";
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var tap = new FaultProxy(cluster.Port);
        await using var gatewayNode = await TestNode.StartAsync(gateway, tap.Port);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        gatewayNode.Executor.Before = _ => throw new TargetException("rejected", Why);

        var refused = await Assert.ThrowsAsync<TargetException>(async () => await TestPrivacy.AskAsync(await node.UsableAsync("mini@gateway-1"), Question).WaitAsync(Eventually.Patience));

        Assert.Equal(("rejected", Why), (refused.Code, refused.Message));
        Assert.DoesNotContain("diagnosis", Encoding.Latin1.GetString(tap.Bytes), StringComparison.Ordinal);

        // Positive control: what the cluster asked in plain is refused in plain.
        await Assert.ThrowsAsync<TargetException>(() => TestPrivacy.AskAsync(Assert.Single(cluster.Hub.ConnectorsOf("default", "home")), Question, Zone.Cluster).WaitAsync(Eventually.Patience));
        Assert.Contains("diagnosis", Encoding.Latin1.GetString(tap.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_identity_another_process_uses_too_says_so()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await Eventually.TrueAsync(() => node.Link.State.Connected);

        using var other = await RawLink.ConnectAsync(cluster.Port, device);

        await Eventually.TrueAsync(() => node.Link.State is { Connected: false, Refusal: "SUPERSEDED" });
    }

    [Fact]
    public async Task A_gateway_that_a_strange_key_vouches_for_gets_nothing()
    {
        using var site = new TestSite();
        using var impostor = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = impostor.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await Eventually.TrueAsync(() => node.Link.Connectors.Any(c => c.Target.Id == "mini@gateway-1"));
        var connector = node.Link.Connectors.Single(c => c.Target.Id == "mini@gateway-1");

        Assert.Contains("not signed by this site's key", connector.Target.Unavailable, StringComparison.Ordinal);
        Assert.Throws<Link.Sealing.SealException>(() => TestPrivacy.Clear(connector, "hello"));
        Assert.Empty(gatewayNode.Executor.Requests);
    }

    [Fact]
    public async Task A_gateway_that_leaves_cuts_its_answer_off_and_its_offer_goes()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        gatewayNode.Executor.Between = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("mini@gateway-1");
        await using var answer = connector.RunAsync(TestPrivacy.Clear(connector, "hello"), TestPrivacy.NewInvocation(), default).GetAsyncEnumerator();
        Assert.True(await answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));

        await gatewayNode.DisposeAsync();

        var cut = await Assert.ThrowsAsync<TargetException>(() => answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
        Assert.Equal("cut-off", cut.Code);
        await Eventually.TrueAsync(() => node.Link.Connectors.All(c => c.Target.Id != "mini@gateway-1"));
    }

    [Fact]
    public async Task Cancelling_at_the_device_stops_the_gateways_work()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        var stopped = new TaskCompletionSource();
        gatewayNode.Executor.Between = async token =>
        {
            using var registration = token.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        var connector = await node.UsableAsync("mini@gateway-1");
        using var cancel = new CancellationTokenSource();
        await using var answer = connector.RunAsync(TestPrivacy.Clear(connector, "hello"), TestPrivacy.NewInvocation(), cancel.Token).GetAsyncEnumerator();
        await answer.MoveNextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
        await stopped.Task.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_node_is_back_when_its_cluster_is()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        var port = FreePorts.One();
        var cluster = await TestCluster.StartAsync(port, TimeSpan.FromSeconds(1), device);
        await using var node = await TestNode.StartAsync(device, port);
        var connector = await node.UsableAsync("cloud@stand-in");

        await cluster.DisposeAsync();
        await Eventually.TrueAsync(() => !node.Link.State.Connected);
        Assert.StartsWith("the cluster cannot be reached", connector.Target.Unavailable, StringComparison.Ordinal);
        Assert.Equal("unreachable", (await Assert.ThrowsAsync<TargetException>(() => TestPrivacy.AskAsync(connector, "hello"))).Code);

        await using var again = await TestCluster.StartAsync(port, TimeSpan.FromSeconds(1), device);
        await Eventually.TrueAsync(() => node.Link.State.Connected);
        Assert.NotEmpty(await TestPrivacy.AskAsync(await node.UsableAsync("cloud@stand-in"), "hello"));
    }

    [Fact]
    public async Task What_changes_at_a_gateway_or_a_provider_is_told_to_the_devices()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var gateway = site.Node("gateway-1", NodeRole.Gateway);
        await using var cluster = await TestCluster.StartAsync(device, gateway);
        await using var gatewayNode = await TestNode.StartAsync(gateway, cluster.Port);
        await using var node = await TestNode.StartAsync(device, cluster.Port);
        await node.UsableAsync("mini@gateway-1");

        gatewayNode.Executor.Targets = [TestExecutor.Mini("mini") with { Unavailable = "the model's file is damaged" }];
        cluster.Clouds.Set(cluster.Clouds.TargetsOf("", "")[0].Target with { Unavailable = "the provider does not answer" });

        await Eventually.TrueAsync(() => node.Link.Connectors.Select(c => c.Target.Unavailable).ToHashSet()
            .SetEquals(["the model's file is damaged", "the provider does not answer"]));
        Assert.Equal("the model's file is damaged", cluster.Hub.ConnectorsOf("default", "home")[0].Target.Unavailable);
    }

    [Theory]
    [InlineData("unknown node", StatusCode.Unauthenticated, "UNKNOWN_NODE")]
    [InlineData("wrong key", StatusCode.Unauthenticated, "WRONG_KEY")]
    [InlineData("wrong site", StatusCode.PermissionDenied, "WRONG_PLACE")]
    [InlineData("newer protocol", StatusCode.FailedPrecondition, "UNSUPPORTED_PROTOCOL")]
    [InlineData("no hello", StatusCode.InvalidArgument, "MALFORMED_HELLO")]
    public async Task A_node_that_may_not_connect_is_told_why(string fault, StatusCode code, string reason)
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        using var stranger = site.Node("device-2", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => RawLink.ConnectAsync(
            cluster.Port,
            fault == "unknown node" ? stranger : device,
            hello =>
            {
                if (fault == "wrong site")
                    hello.Site = "far";
                if (fault == "newer protocol")
                    hello.ProtocolMin = hello.ProtocolMax = 2;
            },
            key: fault == "wrong key" ? "on-guessed" : null,
            first: fault == "no hello" ? new() { Heartbeat = new() } : null));

        Assert.Equal(code, refusal.StatusCode);
        Assert.Equal(reason, refusal.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
        Assert.Empty(cluster.Hub.Nodes);
    }

    [Fact]
    public async Task The_newest_connection_of_a_node_wins()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(device);
        using var older = await RawLink.ConnectAsync(cluster.Port, device);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.Length == 1);
        using var newer = await RawLink.ConnectAsync(cluster.Port, device);

        Assert.Equal("superseded", (await older.NextAsync(f => f.Goaway)).Reason);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes is [{ } only] && only.Session == newer.Welcome.Session);
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_let_go()
    {
        using var site = new TestSite();
        using var device = site.Node("device-1", NodeRole.Device);
        await using var cluster = await TestCluster.StartAsync(0, TimeSpan.FromMilliseconds(100), device);
        using var silent = await RawLink.ConnectAsync(cluster.Port, device, beat: false);

        Assert.Equal("heartbeat-missed", (await silent.NextAsync(f => f.Goaway)).Reason);
        await Eventually.TrueAsync(() => cluster.Hub.Nodes.IsEmpty);
    }

    /// <summary>Every run of six digits of the card, with or without the spaces, that the bytes hold.</summary>
    private static IEnumerable<string> DigitsIn(byte[] captured)
    {
        var text = Encoding.Latin1.GetString(captured);
        var windows = new[] { Card, Card.Replace(" ", "", StringComparison.Ordinal) }
            .SelectMany(card => Enumerable.Range(0, card.Length).Select(at => card[at..]))
            .Select(rest => rest[..Math.Min(rest.Length, rest.Contains(' ', StringComparison.Ordinal) ? 7 : 6)])
            .Where(window => window.Count(char.IsAsciiDigit) >= 6).Distinct();
        return windows.Where(window => text.Contains(window, StringComparison.Ordinal));
    }
}
