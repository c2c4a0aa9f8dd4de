using System.Text;
using Orchestrator.Conversations;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

public abstract partial class ConversationConformance
{
    private const string Card = "4242 4242 4242 4242";

    [Fact]
    public async Task What_policy_withholds_from_a_zone_is_not_in_the_bytes_it_gets()
    {
        var cloud = ScriptedTarget.Saying("cloud", "fine");
        var host = await StartAsync(cloud);

        var turn = await host.Conversations.SendAsync(Ask($"my card {Card} was stolen"));

        Assert.DoesNotContain("4242", cloud.Sent.Single(), StringComparison.Ordinal);
        Assert.Equal(SensitivityLevel.Restricted, turn.Route.Label.Level);
        var entry = turn.Route.Ledger.Single();
        Assert.Equal(Verdict.Redact, entry.Verdict);
        Assert.Contains(entry.Withheld, t => t is { Type: "CREDIT_CARD", Count: 1 });
    }

    [Fact]
    public async Task An_answer_of_a_model_that_saw_a_secret_is_withheld_from_zones_that_may_not()
    {
        var near = ScriptedTarget.Saying("gateway", "I looked at your card, it ends in four two");
        near.Target = near.Target with { Tier = Tier.Mini, Zone = Zone.Gateway };
        var cloud = ScriptedTarget.Saying("cloud", "fine");
        var host = await StartAsync(near, cloud);
        var first = await host.Conversations.SendAsync(Ask($"my card {Card} was stolen") with { Preference = new() { Model = "mini" } });

        await host.Conversations.SendAsync(Ask("go on", conversation: first.Conversation) with { Preference = new() { Model = "cloud" } });

        Assert.Contains(Card, near.Sent.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("4242", cloud.Sent.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("ends in", cloud.Sent.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_that_writes_what_was_withheld_is_caught_and_nothing_is_sent()
    {
        var leaking = new LeakingTarget();
        var host = await StartAsync(leaking);

        var turn = await host.Conversations.SendAsync(Ask($"my card {Card} was stolen"));

        Assert.Equal(TurnState.Failed, turn.State);
        Assert.Equal(ErrorReason.PrivacyRefused, turn.Error!.Reason);
        Assert.Equal(0, leaking.Runs);
    }

    private sealed class LeakingTarget : Orchestrator.Conversations.Targets.ITargetConnector, IEgressCodec
    {
        private readonly ScriptedTarget _inner = ScriptedTarget.Echo("leak");

        public int Runs => _inner.Runs;

        public Target Target => _inner.Target;

        public IEgressCodec Codec => this;

        public ReadOnlyMemory<byte> Encode(ModelRequest request) => Encoding.UTF8.GetBytes($"card {Card}");

        public IAsyncEnumerable<ModelUpdate> RunAsync(
            Cleared<ModelRequest> cleared, Orchestrator.Conversations.Targets.Invocation invocation, CancellationToken cancellationToken) =>
            _inner.RunAsync(cleared, invocation, cancellationToken);
    }
}
