using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What is worth a second round through the plan, and what is not.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("busy")]
    [InlineData("unreachable")]
    [InlineData("internal")]
    public async Task A_target_that_fails_for_a_moment_is_asked_again(string code)
    {
        var target = Once(code);
        await using var host = new PlainHost([target]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Completed, 2, 2), (turn.State, turn.Route.Attempt, target.Runs));
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("rejected")]
    public async Task A_target_that_refuses_is_not_asked_again_and_the_caller_is_told_not_to_repeat(string code)
    {
        var target = ScriptedTarget.Failing("a", code);
        await using var host = new PlainHost([target]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Failed, ErrorReason.TargetRefused, false, 1), (turn.State, turn.Error!.Reason, turn.Error.Retryable, target.Runs));
    }

    [Fact]
    public async Task A_wait_that_is_longer_than_allowed_ends_the_turn_and_is_told()
    {
        var target = Once("busy", TimeSpan.FromMinutes(1));
        await using var host = new PlainHost([target]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((ErrorReason.NoTargetAvailable, TimeSpan.FromMinutes(1), 1), (turn.Error!.Reason, turn.Error.RetryAfter, target.Runs));
    }

    private static ScriptedTarget Once(string code, TimeSpan? wait = null)
    {
        var failed = false;
        return new("a", (_, _) =>
        {
            (var fail, failed) = (!failed, true);
            return fail ? FailAsync(code, wait) : ScriptedTarget.Echo().Answer(new() { Messages = [Message.User("hello")] }, default);
        });
    }

    private static async IAsyncEnumerable<ModelUpdate> FailAsync(string code, TimeSpan? wait)
    {
        await Task.Yield();
        if (code.Length > 0)
            throw new TargetException(code, "a failed") { RetryAfter = wait };
        yield break;
    }
}
