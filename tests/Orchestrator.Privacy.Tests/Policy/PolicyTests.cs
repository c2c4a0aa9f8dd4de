using System.Text.Json;

namespace Orchestrator.Privacy.Tests;

public sealed class PolicyTests
{
    private static readonly Label Card = FindingTypes.LabelOf(FindingTypes.CreditCard);
    private static readonly Label Secret = FindingTypes.LabelOf(FindingTypes.Secret);
    private static readonly Label Email = FindingTypes.LabelOf(FindingTypes.Email);

    [Fact]
    public void The_default_policy_says_what_its_file_says()
    {
        var policy = PrivacyPolicy.Default;
        var cloud = Zone.Cloud("stand-in", "eu");

        Assert.Equal(Verdict.Allow, policy.Evaluate(Card, Zone.Device).Process);
        Assert.Equal(Verdict.Allow, policy.Evaluate(Secret, Zone.Device).Process);
        Assert.Equal(Verdict.Allow, policy.Evaluate(Card, Zone.Gateway).Process);
        Assert.Equal(new(Zone.Gateway, Verdict.Redact, true, "secrets-to-gateway"), policy.Evaluate(Secret, Zone.Gateway));
        Assert.Equal(new(Zone.Cluster, Verdict.Allow, true, "cluster-reads-public"), policy.Evaluate(Label.Public, Zone.Cluster));
        Assert.Equal(new(Zone.Cluster, Verdict.Pseudonymize, true, "confidential-to-cluster"), policy.Evaluate(Email, Zone.Cluster));
        Assert.Equal(new(Zone.Cluster, Verdict.Redact, true, "restricted-to-cluster"), policy.Evaluate(Card, Zone.Cluster));
        Assert.Equal(new(cloud, Verdict.Allow, false, "cloud-reads-public"), policy.Evaluate(new(SensitivityLevel.Internal, []), cloud));
        Assert.Equal(new(cloud, Verdict.Redact, false, "restricted-to-cloud"), policy.Evaluate(Card, cloud));
        Assert.Equal(new(Zone.Telemetry, Verdict.Deny, false, "nothing-to-telemetry"), policy.Evaluate(Label.Public, Zone.Telemetry));
        Assert.Equal(Verdict.Deny, policy.Evaluate(Label.Public, default).Process);
        Assert.Matches("^balanced@sha256:[0-9a-f]{12}$", policy.Version);
    }

    [Fact]
    public void What_no_rule_speaks_of_is_denied()
    {
        var verdict = Rules("").Evaluate(Label.Public, Zone.Device);

        Assert.Equal(new(Zone.Device, Verdict.Deny, false, PrivacyPolicy.NoRule), verdict);
    }

    [Theory]
    [InlineData("cloud", true)]
    [InlineData("cloud/acme", true)]
    [InlineData("cloud/*", true)]
    [InlineData("cloud/*/eu", true)]
    [InlineData("cloud/acme/eu", true)]
    [InlineData("*", true)]
    [InlineData("cloud/acme/us", false)]
    [InlineData("cloud/acm", false)]
    [InlineData("gateway", false)]
    public void Zones_are_named_by_parts(string pattern, bool matches)
    {
        var verdict = Rules($"{{name: r, zones: ['{pattern}'], verdict: allow}}").Evaluate(Label.Public, Zone.Cloud("acme", "eu"));

        Assert.Equal(matches ? Verdict.Allow : Verdict.Deny, verdict.Process);
    }

    [Fact]
    public void A_region_s_rule_does_not_speak_of_a_provider_without_a_promised_region() =>
        Assert.Equal(
            Verdict.Deny,
            Rules("{name: r, zones: [cloud/acme/eu], verdict: allow}").Evaluate(Label.Public, Zone.Cloud("acme")).Process);

    [Fact]
    public void Never_overrides_sealed()
    {
        var policy = Rules("{name: a, zones: [cluster], verdict: redact, carry: sealed}, {name: b, zones: [cluster], verdict: redact, carry: never}");

        Assert.False(policy.Evaluate(Card, Zone.Cluster).CarrySealed);
    }

    [Fact]
    public void A_policy_that_asks_for_pseudonyms_says_so()
    {
        var policy = Rules("{name: p, zones: [cloud], verdict: pseudonymize}");

        Assert.Equal(Verdict.Pseudonymize, policy.Evaluate(Card, Zone.Cloud("acme")).Process);
        Assert.True(policy.UsesPseudonyms);
        Assert.False(Rules("{name: r, zones: [cloud], verdict: redact}").UsesPseudonyms);
    }

    [Theory]
    [InlineData("version: 2\nname: x\nrules: []", 1, "version", "only 1")]
    [InlineData("version: 1\nname: X!\nrules: []", 2, "name", "lower-case")]
    [InlineData("version: 1\nrules: []", 1, "name", "missing")]
    [InlineData("version: 1\nname: x\nrule: []", 3, "rule", "version, name")]
    [InlineData("version: 1\nname: x\nrules:\n  - name: a\n    zones: [device]\n    verdict: permit", 6, "rules[0].verdict", "allow, pseudonymize, redact, deny")]
    [InlineData("version: 1\nname: x\nrules:\n  - name: a\n    zones: [moon]\n    verdict: deny", 5, "rules[0].zones[0]", "gateway")]
    [InlineData("version: 1\nname: x\nrules:\n  - name: a\n    zones: []\n    verdict: deny", 5, "rules[0].zones", "at least one")]
    [InlineData("version: 1\nname: x\nrules:\n  - name: a\n    zones: [device]\n    level: top\n    verdict: deny", 6, "rules[0].level", "restricted")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [device], verdict: deny}\n  - {name: a, zones: [device], verdict: deny}", 5, "rules[1].name", "differ")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [device], verdict: deny, carry: open}", 4, "rules[0].carry", "sealed, never")]
    [InlineData("version: 1\nname: x\nrevision: -1\nrules: []", 3, "revision", "at least 0")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, verdict: deny}", 4, "rules[0].zones", "every zone")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [cloud], verdict: deny, unless: {}}", 4, "rules[0].unless", "regions")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [cloud], verdict: deny, unless: {level: public}}", 4, "rules[0].unless.level", "regions")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [cloud], verdict: deny, tiers: [huge]}", 4, "rules[0].tiers[0]", "nano, mini, cloud")]
    [InlineData("version: 1\nname: x\nrules:\n  - {name: a, zones: [cloud], verdict: deny, findings: {EMAIL_ADDRESS: many}}", 4, "rules[0].findings.EMAIL_ADDRESS", "at least 1")]
    [InlineData("version: 1\nname: x\nname: y\nrules: []", 3, "", "YAML")]
    [InlineData("", 1, "", "one YAML document")]
    public void An_error_names_the_line_the_key_and_what_is_allowed(string yaml, int line, string key, string allowed)
    {
        var error = Assert.Throws<PolicyException>(() => PrivacyPolicy.Parse(yaml));

        Assert.Equal((line, key), (error.Line, error.Key));
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"policy({line}): ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\nname: x\nrules: ", "[", 100_000, "deep")]
    [InlineData("", "? ", 100_000, "single text")]
    [InlineData("version: 1\nname: x\n? &a [*a]\n: 1\nrules: []", "", 0, "single text")]
    public void A_text_that_would_end_the_process_that_reads_it_is_refused(string before, string unit, int times, string problem) =>
        Assert.Contains(problem, Assert.Throws<PolicyException>(() => PrivacyPolicy.Parse(before + string.Concat(Enumerable.Repeat(unit, times)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_in_another_encoding_is_refused_as_its_names_would_be_others()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes("version: 1\nname: x\nrules:\n  - {name: a, zones: [cloud], verdict: deny, tools: [überweisen]}\n"));
        try
        {
            var error = Assert.Throws<PolicyException>(() => PrivacyPolicy.Load(path));
            Assert.Equal(4, error.Line);
            Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
            File.WriteAllText(path, "version: 1\nname: x\nrules: []\n", System.Text.Encoding.UTF8);
            Assert.Equal("x", PrivacyPolicy.Load(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_is_named_in_its_errors_and_its_bytes_are_its_version()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "version: 1\nname: x\nrules: 7");
            Assert.StartsWith(path, Assert.Throws<PolicyException>(() => PrivacyPolicy.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, PrivacyPolicy.BuiltInText("balanced"));
            Assert.Equal(PrivacyPolicy.Default.Version, PrivacyPolicy.Load(path).Version);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_schema_allows_just_the_keys_that_the_reader_knows()
    {
        using var stream = typeof(PrivacyPolicy).Assembly.GetManifestResourceStream("policy.schema.json")!;
        using var schema = JsonDocument.Parse(stream);
        var rule = schema.RootElement.GetProperty("properties").GetProperty("rules").GetProperty("items").GetProperty("properties");

        Assert.Equal(

            [
                "carry", "categories", "consent", "description", "findings", "level", "name", "providers", "purposes", "regions", "require-consent", "tenants", "tiers", "tools", "unless",
                "verdict", "zones",
            ],
            rule.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static PrivacyPolicy Rules(string rules) => PrivacyPolicy.Parse($"version: 1\nname: test\nrules: [{rules}]");
}
