using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What was chosen may have changed by the time that it is sent.</summary>
public sealed class DispatchTests
{
    [Fact]
    public async Task A_target_that_is_lost_between_choice_and_sending_is_no_refusal_for_privacy()
    {
        var echo = ScriptedTarget.Echo();
        await using var host = new PlainHost([new Altered(echo) { OnChosen = () => echo.Target = echo.Target with { Unavailable = "gone" } }]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Failed, ErrorReason.NoTargetAvailable), (turn.State, turn.Error!.Reason));
        Assert.True(turn.Error.Retryable);
    }

    [Fact]
    public async Task A_request_that_cannot_be_written_for_one_target_goes_to_the_next()
    {
        var first = new Altered(ScriptedTarget.Echo("a")) { OnEncode = () => throw new NotSupportedException("hello") };
        await using var host = new PlainHost([first, ScriptedTarget.Echo("b")]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Completed, "b"), (turn.State, turn.Route.Target!.Id));
    }

    [Fact]
    public async Task A_request_that_can_be_written_for_nobody_fails_without_its_text_in_the_error()
    {
        await using var host = new PlainHost([new Altered(ScriptedTarget.Echo()) { OnEncode = () => throw new NotSupportedException("hello") }]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Failed, ErrorReason.Internal), (turn.State, turn.Error!.Reason));
        Assert.DoesNotContain("hello", turn.Error.Message, StringComparison.Ordinal);
    }

    private sealed class Altered(ScriptedTarget inner) : ITargetConnector, IEgressCodec
    {
        public Action OnChosen { get; init; } = () => { };

        public Action OnEncode { get; init; } = () => { };

        public Target Target => inner.Target;

        public IEgressCodec Codec => this;

        public double? Probe(ModelRequest request)
        {
            OnChosen();
            return inner.Probe(request);
        }

        public ReadOnlyMemory<byte> Encode(ModelRequest request)
        {
            OnEncode();
            return inner.Encode(request);
        }

        public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken) =>
            inner.RunAsync(cleared, invocation, cancellationToken);
    }
}
