using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Routing.Tests.Balancing;

/// <summary>A target's load counts what runs there, believes bad news at once and forgets it slowly.</summary>
public sealed class TargetLoadsTests
{
    private readonly FakeTimeProvider _time = new();

    private readonly TargetLoads _loads;

    public TargetLoadsTests() => _loads = new(_time);

    [Fact]
    public void Nothing_is_known_of_a_target_that_was_never_asked() => Assert.Null(_loads.Of("a"));

    [Fact]
    public void An_attempt_counts_until_its_end_and_once()
    {
        var attempt = _loads.Begin("a");
        using var other = _loads.Begin("a");
        Assert.Equal(2, _loads.Of("a")!.Value.Outstanding);
        attempt.Dispose();
        attempt.Dispose();
        Assert.Equal(1, _loads.Of("a")!.Value.Outstanding);
    }

    [Fact]
    public void A_long_wait_counts_at_once_and_half_of_it_after_the_half_life()
    {
        Answer(100);
        Answer(4000);
        Assert.Equal(4000, Wait(), 0);
        _time.Advance(PeakAverage.HalfLife);
        Assert.Equal(2000, Wait(), 0);
    }

    [Fact]
    public void A_short_wait_moves_the_mean_little()
    {
        Answer(4000);
        Answer(100);
        Assert.InRange(Wait(), 3900, 4000);
    }

    [Fact]
    public void Whoever_waits_now_counts_as_long_as_it_has_waited()
    {
        Answer(100);
        using var waiting = _loads.Begin("a");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(30_000, Wait(), 0);
    }

    [Fact]
    public void One_that_is_stopped_never_makes_its_target_look_quicker()
    {
        Answer(4000);
        _loads.Begin("a").Dispose();
        Assert.Equal(4000, Wait(), 0);
    }

    [Fact]
    public void A_target_that_fails_at_once_is_not_a_quick_one()
    {
        Answer(20);
        using (var attempt = _loads.Begin("a"))
            attempt.Failed();
        Assert.Equal(TargetLoads.LeastWaitOfFailure.TotalMilliseconds, Wait(), 0);
    }

    private double Wait() => _loads.Of("a")!.Value.Wait.TotalMilliseconds;

    private void Answer(int milliseconds)
    {
        using var attempt = _loads.Begin("a");
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        attempt.HasContent();
    }
}
