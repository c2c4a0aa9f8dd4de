namespace Orchestrator.Privacy.Tests;

public sealed class JudgeTests
{
    private static readonly ModelRequest CardQuestion = Egress.Ask(Message.User($"my card {Egress.Card}"));

    [Fact]
    public void The_reason_names_the_zone_the_types_and_the_rule()
    {
        var verdict = Judge(CardQuestion, Egress.Cloud);

        Assert.Equal("cloud/stand-in may read this only with CREDIT_CARD removed (rule restricted-to-cloud)", verdict.Reason);
    }

    [Fact]
    public void Every_zone_that_can_read_the_bytes_is_judged()
    {
        var target = Egress.SealedGateway with { Sealed = false };

        Assert.Equal(Verdict.Redact, Judge(CardQuestion, target).Verdict);
        Assert.Equal(Verdict.Allow, Judge(CardQuestion, Egress.SealedGateway).Verdict);
        Assert.Equal([Zone.Cluster, Zone.Gateway], Judge(CardQuestion, target).Zones.Select(z => z.Zone));
    }

    [Fact]
    public void A_zone_that_may_not_carry_sealed_forbids_the_way()
    {
        var policy = PrivacyPolicy.Parse("version: 1\nname: t\nrules: [{name: g, zones: [gateway], verdict: allow}, {name: c, zones: [cluster], verdict: redact}]");

        var verdict = Judge(CardQuestion, Egress.SealedGateway, policy: policy);

        Assert.Equal(Verdict.Deny, verdict.Verdict);
        Assert.Contains("cluster may not even carry this sealed (rule c)", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_text_already_is_policy_has_no_say()
    {
        var silent = PrivacyPolicy.Parse("version: 1\nname: silent\nrules: []");

        Assert.Equal(Verdict.Allow, Judge(CardQuestion, Egress.Device, Zone.Device, silent).Verdict);
        Assert.Equal(Verdict.Deny, Judge(CardQuestion, Egress.Device, Zone.Cluster, silent).Verdict);
        Assert.Equal(Verdict.Redact, Judge(CardQuestion, Egress.CloudThroughCluster, Zone.Cluster).Verdict);
    }

    [Fact]
    public void What_earlier_models_saw_counts()
    {
        var gate = Egress.Gate();
        var analysis = gate.Analyze(Egress.Ask(Message.Assistant("Done."), Message.User("thanks")), [Egress.CardLabel, null]);

        Assert.Equal(Egress.CardLabel, analysis.Label);
        Assert.Equal(Verdict.Redact, gate.Judge(analysis, Egress.Cloud, Zone.Device).Verdict);
    }

    [Fact]
    public void There_must_be_a_label_for_each_message() =>
        Assert.Throws<ArgumentException>(() => Egress.Gate().Analyze(CardQuestion, []));

    private static TargetVerdict Judge(ModelRequest request, Target target, Zone? entered = null, PrivacyPolicy? policy = null)
    {
        var gate = Egress.Gate(policy);
        return gate.Judge(gate.Analyze(request), target, entered ?? Zone.Device);
    }
}
