using Orchestrator.Link.Tests.Linked;
using Orchestrator.Protocol.V1;
using ClusterKind = Orchestrator.Protocol.V1.ClusterFrame.FrameOneofCase;
using NodeKind = Orchestrator.Protocol.V1.NodeFrame.FrameOneofCase;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>Links whose frames are repeated, swapped or lost, whole: what a broken relay between node and cluster could do.</summary>
public sealed class FrameFaultTests
{
    [Theory]
    [InlineData("repeated")]
    [InlineData("swapped")]
    [InlineData("lost")]
    public async Task A_frame_that_is_repeated_swapped_or_lost_never_changes_an_answer(string fault)
    {
        await using var site = await FaultySite.StartAsync(relayed: true);
        foreach (var (route, gateway) in new[] { (Route.ClusterToGateway, true), (Route.DeviceToGateway, false), (Route.DeviceToGateway, true), (Route.DeviceToCloud, false) })
        {
            var relay = site.RelayOf(route, gateway);
            // Who asks over this link sends an Invoke, its request and an End; who answers, chunks and an End.
            foreach (var kind in gateway ? (NodeKind[])[NodeKind.Chunk, NodeKind.End] : [NodeKind.Invoke, NodeKind.Chunk, NodeKind.End])
                await AskAsync(site, route, gateway, up => relay.Up = up, new OneFault<NodeFrame>(fault, $"{kind}", f => f.FrameCase == kind));
            foreach (var kind in gateway ? (ClusterKind[])[ClusterKind.Invoke, ClusterKind.Chunk, ClusterKind.End] : [ClusterKind.Chunk, ClusterKind.End])
                await AskAsync(site, route, gateway, down => relay.Down = down, new OneFault<ClusterFrame>(fault, $"{kind}", f => f.FrameCase == kind));
        }

        await site.ReleasedAsync();
    }

    [Fact]
    public async Task A_node_outlives_whatever_its_cluster_greets_it_with()
    {
        var greetings = new Queue<Action<Welcome>>(
        [
            w => w.Protocol = 9,
            w => w.HeartbeatInterval = new() { Seconds = 1, Nanos = int.MaxValue },
            w => w.HeartbeatInterval = new() { Seconds = long.MaxValue },
            w => w.HeartbeatInterval = new() { Seconds = -1 },
            w => w.HeartbeatInterval = new(),
            w => w.Offers.Clouds.Add(new CloudOffer()),
            w => w.Offers.Gateways.Add(new GatewayOffer()),
            w => w.Offers.Clouds.Add(new CloudOffer { Target = new() { Id = "x", Zone = "nowhere" } }),
        ]);
        await using var site = await FaultySite.StartAsync(relayed: true, prepare: s => s.DeviceRelay!.Down = frame =>
        {
            if (frame.Welcome is { } welcome && greetings.TryDequeue(out var greet))
                greet(welcome);
            return [frame];
        });

        var connector = await site.UsableAsync(Route.DeviceToCloud);

        Assert.Empty(greetings);
        Assert.True((await FaultySite.AskAsync(Route.DeviceToCloud, connector)).Whole);
        Assert.InRange(site.DeviceLink.Accepted, 9, 10);
    }

    private static async Task AskAsync<T>(FaultySite site, Route route, bool gateway, Action<Func<T, IReadOnlyList<T>>> arm, OneFault<T> fault)
        where T : class
    {
        var proxy = site.LinkOf(route, gateway);
        arm(fault.Carry);
        var links = 0;
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (!fault.Done)
        {
            // A busy machine may drop a link for its silence: then the request never got as far as the fault, and is made again.
            Assert.False(limit.IsCancellationRequested, $"the request never got as far as the fault: {fault}");
            var connector = await site.UsableAsync(route);
            links = proxy.Accepted;
            await FaultySite.AskAsync(route, connector);
        }

        await Eventually.TrueAsync(() => proxy.Accepted > links, () => $"the link went on as if nothing had happened: {fault}");

        // What is asked over the new link is answered whole; a busy machine may drop that for its silence as well.
        while (!(await FaultySite.AskAsync(route, await site.UsableAsync(route))).Whole)
            Assert.False(limit.IsCancellationRequested, $"no new link gave a whole answer: {fault}");
    }

    /// <summary>Does it to the next frame of a kind, once.</summary>
    private sealed class OneFault<T>(string fault, string kind, Func<T, bool> which)
        where T : class
    {
        private T? _held;

        public bool Done { get; private set; }

        public IReadOnlyList<T> Carry(T frame)
        {
            if (_held is { } before)
            {
                _held = null;
                return [frame, before];
            }

            if (Done || !which(frame))
                return [frame];
            Done = true;
            _held = fault == "swapped" ? frame : null;
            return fault == "repeated" ? [frame, frame] : [];
        }

        public override string ToString() => $"{typeof(T).Name} {kind} {(Done ? "was" : "was not yet")} {fault}";
    }
}
