using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Tests.Linked;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>A cluster, a device and a gateway, each link through a proxy; and what is true of every answer over them.</summary>
internal sealed class FaultySite : IAsyncDisposable
{
    public const string Question = "which day follows Monday";
    private const string FromCloud = "a|whole|answer|from|the|cloud|";

    private readonly TestSite _site = new();
    private readonly NodeIdentity _deviceIdentity;
    private readonly NodeIdentity _gatewayIdentity;

    private FaultySite()
    {
        _deviceIdentity = _site.Node("device-1", NodeRole.Device);
        _gatewayIdentity = _site.Node("gateway-1", NodeRole.Gateway);
    }

    public TestCluster Cluster { get; private set; } = null!;

    public FaultProxy DeviceLink { get; private set; } = null!;

    public FaultProxy GatewayLink { get; private set; } = null!;

    /// <summary>Knows the frames of the device's link; only in a relayed site.</summary>
    public FrameRelay? DeviceRelay { get; private set; }

    /// <summary>Knows the frames of the gateway's link; only in a relayed site.</summary>
    public FrameRelay? GatewayRelay { get; private set; }

    public TestNode Device { get; private set; } = null!;

    public TestNode Gateway { get; private set; } = null!;

    public static async Task<FaultySite> StartAsync(
        TimeProvider? time = null, TimeProvider? network = null, bool relayed = false, Action<FaultySite>? prepare = null)
    {
        var site = new FaultySite();
        var clock = time ?? TimeProvider.System;
        site.Cluster = await TestCluster.StartAsync(
            0, TimeSpan.FromSeconds(1), clock, TestPrivacy.Gate(clock), site._deviceIdentity, site._gatewayIdentity);
        site.Cluster.Clouds.Answer = _ =>
            [.. FromCloud.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(word => new ModelText(word + "|")), new ModelEnded { Usage = new(1, 6) }];
        site.DeviceRelay = relayed ? await FrameRelay.StartAsync(site.Cluster.Port) : null;
        site.GatewayRelay = relayed ? await FrameRelay.StartAsync(site.Cluster.Port) : null;
        site.DeviceLink = new(site.DeviceRelay?.Port ?? site.Cluster.Port, network);
        site.GatewayLink = new(site.GatewayRelay?.Port ?? site.Cluster.Port, network);
        prepare?.Invoke(site);
        // Back at once: sweeps break the link a thousand times.
        site.Gateway = await TestNode.StartAsync(site._gatewayIdentity, site.GatewayLink.Port, null, clock, o => o.ReconnectCap = TimeSpan.FromMilliseconds(50));
        site.Device = await TestNode.StartAsync(site._deviceIdentity, site.DeviceLink.Port, null, clock, o => o.ReconnectCap = TimeSpan.FromMilliseconds(50));
        return site;
    }

    /// <summary>The proxy of a link that the route goes over: the device's, if it does, or else the gateway's.</summary>
    public FaultProxy LinkOf(Route route, bool gateway) => gateway || route == Route.ClusterToGateway ? GatewayLink : DeviceLink;

    /// <summary>The relay of the same link.</summary>
    public FrameRelay RelayOf(Route route, bool gateway) => (gateway || route == Route.ClusterToGateway ? GatewayRelay : DeviceRelay)!;

    /// <summary>What a whole answer on this route says.</summary>
    public static string WholeAnswer(Route route) =>
        route == Route.DeviceToCloud ? FromCloud : $"I was asked: {{\"model\":\"mini-answers\",\"messages\":[{{\"role\":\"user\",\"content\":\"{Question}\"}}]";

    /// <summary>A connector for the route, once it can be used.</summary>
    public async Task<ITargetConnector> UsableAsync(Route route)
    {
        if (route != Route.ClusterToGateway)
            return await Device.UsableAsync(route == Route.DeviceToGateway ? "mini@gateway-1" : "cloud@stand-in");
        await Eventually.TrueAsync(() => ToGateway() is not null);
        return ToGateway()!;
    }

    /// <summary>
    /// Asks once. Whatever the network does, what comes is the whole answer or a prefix of it and a failure with a known code and
    /// no text of the person or the model.
    /// </summary>
    public static async Task<Outcome> AskAsync(Route route, ITargetConnector connector)
    {
        var text = "";
        var ended = false;
        TargetException? failure = null;
        try
        {
            var cleared = TestPrivacy.Clear(connector, Question, route == Route.ClusterToGateway ? Zone.Cluster : null);
            await foreach (var update in connector.RunAsync(cleared, TestPrivacy.NewInvocation(), default))
            {
                Assert.False(ended, "Something came after the end.");
                text += (update as ModelText)?.Text;
                ended |= update is ModelEnded;
            }
        }
        catch (TargetException failed)
        {
            failure = failed;
        }

        var whole = WholeAnswer(route);
        Assert.True(
            ended ? text.StartsWith(whole, StringComparison.Ordinal) : whole.StartsWith(text, StringComparison.Ordinal) || text.StartsWith(whole, StringComparison.Ordinal),
            $"spliced: {text}");
        Assert.NotEqual(ended, failure is not null);
        if (failure is not null)
        {
            Assert.Contains(failure.Code, (string[])["unreachable", "cut-off", "rejected", "busy", "protocol"]);
            Assert.DoesNotContain("Monday", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("whole|", failure.ToString(), StringComparison.Ordinal);
        }

        return new(ended, text, failure?.Code);
    }

    /// <summary>Waits until nothing that was opened is still open at any of the four ends.</summary>
    public Task ReleasedAsync() => Eventually.TrueAsync(
        () => Device.OpenInvocations + Gateway.OpenInvocations + Cluster.OpenInvocations == 0,
        () => $"open: device {Device.OpenInvocations}, gateway {Gateway.OpenInvocations}, cluster {Cluster.OpenInvocations}");

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        await Gateway.DisposeAsync();
        await DeviceLink.DisposeAsync();
        await GatewayLink.DisposeAsync();
        await (DeviceRelay?.DisposeAsync() ?? default);
        await (GatewayRelay?.DisposeAsync() ?? default);
        await Cluster.DisposeAsync();
        _deviceIdentity.Dispose();
        _gatewayIdentity.Dispose();
        _site.Dispose();
    }

    private ITargetConnector? ToGateway() => Cluster.Hub.ConnectorsOf("default", "home").FirstOrDefault(c => c.Target.Unavailable is null);

    /// <summary>What became of a request.</summary>
    internal sealed record Outcome(bool Whole, string Text, string? Failure);
}
