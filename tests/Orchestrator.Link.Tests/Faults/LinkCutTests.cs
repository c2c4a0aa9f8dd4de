using Orchestrator.Link.Tests.Linked;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>Links that are cut at every byte of what crosses them.</summary>
public sealed class LinkCutTests
{
    [Fact]
    public Task Wherever_a_link_is_cut_the_answer_is_whole_or_the_failure_clear_and_the_node_comes_back() =>
        // Side by side, since each spends its time waiting for nodes to come back. What one leaves out, another's frames cover.
        Task.WhenAll(
            SweepAsync(Route.ClusterToGateway, gateway: true, reset: false, step: 2),
            SweepAsync(Route.ClusterToGateway, gateway: true, reset: false, step: 2, first: 1),
            SweepAsync(Route.DeviceToGateway, gateway: false, reset: false, step: 3),
            SweepAsync(Route.DeviceToGateway, gateway: true, reset: true, step: 3),
            SweepAsync(Route.DeviceToCloud, gateway: false, reset: true, step: 3));

    private static async Task SweepAsync(Route route, bool gateway, bool reset, int step, int first = 0)
    {
        await using var site = await FaultySite.StartAsync();
        var proxy = site.LinkOf(route, gateway);
        proxy.CutsByReset = reset;
        foreach (var lane in new[] { proxy.ToServer, proxy.ToClient })
        {
            var connector = await site.UsableAsync(route);
            var before = lane.Passed;
            Assert.True((await FaultySite.AskAsync(route, connector)).Whole);
            var size = lane.Passed - before;
            Assert.InRange(size, 100, 4000);

            var (whole, broken) = (0, 0);
            for (long cut = first; cut <= size; cut += step)
            {
                connector = await site.UsableAsync(route);
                var links = proxy.Accepted;
                lane.CutAfter(cut);
                if ((await FaultySite.AskAsync(route, connector)).Whole)
                    whole++;
                else
                    broken++;
                // The next request meets the cut if the answer's last bytes did not.
                while (lane.CutPending)
                    await FaultySite.AskAsync(route, await site.UsableAsync(route));
                await Eventually.TrueAsync(() => proxy.Accepted > links, () => $"not cut after {cut} of {size} bytes");
            }

            Assert.True(broken > whole, $"{broken} broken, {whole} whole of {size}");
        }

        await site.UsableAsync(route);
        await site.ReleasedAsync();
    }
}
