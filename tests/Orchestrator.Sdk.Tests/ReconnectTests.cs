using Microsoft.Extensions.Time.Testing;
using Orchestrator.Sdk.Connection;

namespace Orchestrator.Sdk.Tests;

public sealed class ReconnectTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 300)]
    [InlineData(100, 300)]
    public async Task Each_wait_is_twice_the_one_before_up_to_the_longest(int fruitless, int milliseconds)
    {
        var time = new FakeTimeProvider();
        using var server = new ServerConnection(
            new() { MaxReconnects = 100, ReconnectDelay = TimeSpan.FromMilliseconds(100), MaxReconnectDelay = TimeSpan.FromMilliseconds(300) }, time);

        var pause = server.PauseAsync(fruitless, CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(pause.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await pause;
    }

    [Fact]
    public async Task The_longest_wait_holds_for_the_first_one_too()
    {
        var time = new FakeTimeProvider();
        using var server = new ServerConnection(new() { MaxReconnectDelay = TimeSpan.FromMilliseconds(10) }, time);

        var pause = server.PauseAsync(1, CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(10));
        await pause;
    }
}
