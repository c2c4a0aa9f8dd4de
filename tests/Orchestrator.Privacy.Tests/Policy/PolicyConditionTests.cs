namespace Orchestrator.Privacy.Tests;

/// <summary>What rules may depend on, each shown alone, with what happens where it does not hold.</summary>
public sealed class PolicyConditionTests
{
    private static readonly Zone Cloud = Zone.Cloud("acme", "eu");
    private static readonly PolicyQuestion Question = new(Label.Public, Cloud)
    {
        Findings = [new(FindingTypes.Email, 3)],
        Tier = Tier.Cloud,
        Tools = ["search"],
        Context = new() { Tenant = "clinic", Purpose = "support", Consents = ["cloud-processing"] },
    };

    [Theory]
    [InlineData("providers: [acme]", true)]
    [InlineData("providers: [other]", false)]
    [InlineData("regions: [eu]", true)]
    [InlineData("regions: [us]", false)]
    [InlineData("tiers: [cloud]", true)]
    [InlineData("tiers: [nano, mini]", false)]
    [InlineData("tenants: [clinic]", true)]
    [InlineData("tenants: [bank]", false)]
    [InlineData("purposes: [support]", true)]
    [InlineData("purposes: [training]", false)]
    [InlineData("consent: [cloud-processing]", true)]
    [InlineData("consent: [cloud-processing, training]", false)]
    [InlineData("tools: [search, pay]", true)]
    [InlineData("tools: [pay]", false)]
    [InlineData("findings: {EMAIL_ADDRESS: 3}", true)]
    [InlineData("findings: {EMAIL_ADDRESS: 4}", false)]
    [InlineData("findings: {CREDIT_CARD: 1}", false)]
    [InlineData("unless: {regions: [us]}", true)]
    [InlineData("unless: {regions: [eu]}", false)]
    [InlineData("unless: {regions: [eu], tenants: [bank]}", true)]
    public void A_rule_speaks_where_its_conditions_hold(string condition, bool holds)
    {
        var policy = PrivacyPolicy.Parse($"version: 1\nname: t\nrules: [{{name: r, zones: [cloud], verdict: allow, {condition}}}]");

        Assert.Equal(holds ? Verdict.Allow : Verdict.Deny, policy.Evaluate(Question).Process);
        if (!condition.StartsWith("unless", StringComparison.Ordinal) && !condition.StartsWith("providers", StringComparison.Ordinal) && !condition.StartsWith("regions", StringComparison.Ordinal))
            Assert.Equal(Verdict.Deny, policy.Evaluate(new(Label.Public, Cloud)).Process);
    }

    [Fact]
    public void A_rule_that_requires_consent_denies_without_it_and_says_what_would_allow()
    {
        var gate = Egress.Gate(PrivacyPolicy.Parse("version: 1\nname: t\nrules: [{name: ask, zones: [cloud], verdict: allow, require-consent: cloud-processing}]"));
        var request = Egress.Ask(Message.User("hello"));

        var without = gate.Judge(gate.Analyze(request), Egress.Cloud, Zone.Device);
        var with = gate.Judge(
            gate.AnalyzeHistory(request, [MessageOrigin.Person], new() { Consents = ["cloud-processing"] }), Egress.Cloud, Zone.Device);

        Assert.Equal(Verdict.Deny, without.Verdict);
        Assert.Contains("unless the person consents to cloud-processing", without.Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Allow, with.Verdict);
    }

    [Fact]
    public void Many_findings_may_mean_what_one_does_not()
    {
        var gate = Egress.Gate(PrivacyPolicy.Parse(
            "version: 1\nname: t\nrules: [{name: some, zones: [cloud], verdict: allow}, {name: many, zones: [cloud], findings: {EMAIL_ADDRESS: 3}, verdict: redact}]"));

        Assert.Contains("a@example.org", gate.Clear(Egress.Ask(Message.User("a@example.org b@example.org")), Egress.Cloud).Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("example", gate.Clear(Egress.Ask(Message.User("a@example.org b@example.org c@example.org")), Egress.Cloud).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tools_of_a_request_are_asked_about()
    {
        var gate = Egress.Gate(PrivacyPolicy.Parse(
            "version: 1\nname: t\nrules: [{name: all, zones: [cloud], verdict: allow}, {name: no-pay, zones: [cloud], tools: [pay], verdict: deny}]"));
        var request = Egress.Ask(Message.User("hello"));

        Assert.Equal(Verdict.Allow, gate.Judge(gate.Analyze(request), Egress.Cloud, Zone.Device).Verdict);
        Assert.Equal(Verdict.Deny, gate.Judge(gate.Analyze(request with { Tools = [new("pay", "", "{}")] }), Egress.Cloud, Zone.Device).Verdict);
    }
}
