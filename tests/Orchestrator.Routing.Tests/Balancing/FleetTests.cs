using CsCheck;

namespace Orchestrator.Routing.Tests.Balancing;

/// <summary>What becomes of turns that are spread over replicas while some of them are slow, stall and come back.</summary>
public sealed class FleetTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Equal_replicas_get_about_equal_shares() => Gen.ULong.Sample(
        seed =>
        {
            var asked = new Fleet(seed).Send(600, ("a", Quick), ("b", Quick), ("c", Quick));
            Assert.All(asked.Values, n => Assert.InRange(n, 120, 280));
        },
        iter: 20);

    [Fact]
    public void A_slow_replica_gets_a_small_share() => Gen.ULong.Sample(
        seed =>
        {
            var asked = new Fleet(seed).Send(600, ("a", Quick), ("b", Quick), ("slow", 10 * Quick));
            Assert.InRange(asked["slow"], 1, 60);
        },
        iter: 20);

    [Fact]
    public void A_stalled_replica_gets_next_to_nothing_and_traffic_again_once_it_is_back() => Gen.ULong.Sample(
        seed =>
        {
            var fleet = new Fleet(seed);
            fleet.Send(300, ("a", Quick), ("b", Quick));
            var stalled = fleet.Send(600, ("a", Quick), ("b", Fleet.Stalled));
            Assert.InRange(stalled["b"], 0, 15);

            fleet.GiveUp();
            fleet.Wait(TimeSpan.FromMinutes(1));
            var back = fleet.Send(600, ("a", Quick), ("b", Quick));
            Assert.InRange(back["b"], 150, 450);
        },
        iter: 20);
}
