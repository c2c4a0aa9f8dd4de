using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Routing.Tests.Measurements;

/// <summary>What is measured of targets follows what happens, and is forgotten when nothing does.</summary>
public sealed class TargetMeasurementsTests
{
    private readonly FakeTimeProvider _time = new();

    private readonly TargetMeasurements _measurements;

    public TargetMeasurementsTests() => _measurements = new(_time);

    [Fact]
    public void The_first_answer_is_what_is_known()
    {
        Observe(200, 1200, 101);
        Assert.Equal(new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(10), 101, 1), _measurements.Of("a"));
        Assert.Null(_measurements.Of("b"));
    }

    [Fact]
    public void A_burst_moves_the_mean_little_and_the_same_answers_over_time_move_it_far()
    {
        Observe(100, 100, 0);
        for (var i = 0; i < 5; i++)
            Observe(1000, 1000, 0);
        var burst = _measurements.Of("a")!.Value.FirstContent;
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TargetMeasurements.HalfLife);
            Observe(1000, 1000, 0);
        }

        Assert.InRange(burst.TotalMilliseconds, 101, 400);
        Assert.InRange(_measurements.Of("a")!.Value.FirstContent.TotalMilliseconds, 950, 1000);
    }

    [Fact]
    public void What_was_not_measured_for_long_is_not_known()
    {
        Observe(200, 300, 5);
        _time.Advance(TargetMeasurements.Forgotten);
        Assert.Null(_measurements.Of("a"));
    }

    [Fact]
    public void An_answer_without_usage_leaves_the_tokens_that_are_known()
    {
        Observe(200, 1200, 101);
        _measurements.Observe("a", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(900), null);
        Assert.Equal(101, _measurements.Of("a")!.Value.OutputTokens);
    }

    private void Observe(int first, int whole, int tokens) =>
        _measurements.Observe("a", TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(whole), new(10, tokens));
}
