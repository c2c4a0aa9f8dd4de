using Microsoft.Extensions.Time.Testing;
using Orchestrator.Link.Tests.Linked;

namespace Orchestrator.Link.Tests.Faults;

/// <summary>Links that are slow: what comes late comes whole.</summary>
public sealed class SlowLinkTests
{
    [Theory]
    [InlineData("latency")]
    [InlineData("jitter")]
    [InlineData("bandwidth")]
    [InlineData("all of them")]
    public async Task A_slow_link_changes_no_answer(string fault)
    {
        var network = new FakeTimeProvider();
        await using var site = await FaultySite.StartAsync(network: network, prepare: s =>
        {
            foreach (var lane in new[] { s.DeviceLink.ToServer, s.DeviceLink.ToClient, s.GatewayLink.ToServer, s.GatewayLink.ToClient })
            {
                lane.Seed = 7;
                lane.Latency = fault is "latency" or "all of them" ? TimeSpan.FromMilliseconds(150) : default;
                lane.Jitter = fault is "jitter" or "all of them" ? TimeSpan.FromMilliseconds(200) : default;
                lane.BytesPerSecond = fault is "bandwidth" or "all of them" ? 8000 : null;
            }
        });
        using var stop = new CancellationTokenSource();
        var passing = PassAsync(network, stop.Token);

        foreach (var route in Enum.GetValues<Route>())
        {
            var connector = await site.UsableAsync(route);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => FaultySite.AskAsync(route, connector))).WaitAsync(Eventually.Patience);
            Assert.All(outcomes, outcome => Assert.True(outcome.Whole, $"{route}: {outcome}"));
        }

        await site.ReleasedAsync();
        await stop.CancelAsync();
        await passing;
    }

    private static async Task PassAsync(FakeTimeProvider network, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            network.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
