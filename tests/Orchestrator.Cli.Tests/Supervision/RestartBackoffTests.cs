using Microsoft.Extensions.Time.Testing;
using Orchestrator.Cli.Supervision;

namespace Orchestrator.Cli.Tests.Supervision;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Waits_double_and_the_sixth_death_within_a_minute_is_the_last()
    {
        var backoff = new RestartBackoff(new FakeTimeProvider());
        var waits = Enumerable.Range(0, 6).Select(_ => backoff.Next()?.TotalMilliseconds).ToArray();
        Assert.Equal([250, 500, 1000, 2000, 4000, null], waits);
    }

    [Fact]
    public void Deaths_of_more_than_a_minute_ago_are_forgotten()
    {
        var time = new FakeTimeProvider();
        var backoff = new RestartBackoff(time);
        for (var death = 0; death < 50; death++)
        {
            Assert.Equal(250, backoff.Next()?.TotalMilliseconds);
            time.Advance(TimeSpan.FromSeconds(61));
        }
    }
}
