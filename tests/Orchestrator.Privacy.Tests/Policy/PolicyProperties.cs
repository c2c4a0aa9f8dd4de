using System.Collections.Frozen;
using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class PolicyProperties
{
    private static readonly string[] Patterns = ["*", "device", "gateway", "cluster", "telemetry", "cloud", "cloud/acme", "cloud/*/eu", "cloud/acme/us"];

    private static readonly Gen<Zone> Zones = Gen.Int[0, 6].Select(i => new[]
    {
        Zone.Device, Zone.Gateway, Zone.Cluster, Zone.Telemetry, Zone.Cloud("acme"), Zone.Cloud("acme", "eu"), Zone.Cloud("other", "us"),
    }[i]);

    private static readonly Gen<PolicyRule> Rule = Gen.Select(
        Gen.Int[0, 999], Gen.Int[0, 8].Array[1, 3], Gen.Int[0, 3], Gen.Int[0, 13].Array[0, 2], Gen.Int[0, 3], Gen.Int[0, 2],
        (name, zones, level, categories, verdict, carry) => new PolicyRule
        {
            Name = $"r{name}",
            Zones = [.. zones.Select(z => ZonePattern.TryParse(Patterns[z])!)],
            Level = (SensitivityLevel)level,
            Categories = categories.Select(c => FindingTypes.All[c]).ToFrozenSet(StringComparer.Ordinal),
            Verdict = (Verdict)verdict,
            CarrySealed = carry switch { 0 => null, 1 => true, _ => false },
        });

    private static readonly Gen<PolicyRule[]> Rules = Rule.Array[0, 12];

    [Fact]
    public void Adding_a_rule_never_allows_more_than_it_says_itself() =>
        Gen.Select(Rules, Rule, LabelTests.Any, Zones).Sample((rules, extra, label, zone) =>
        {
            var before = Make(rules).Evaluate(label, zone);
            var after = Make([.. rules, extra]).Evaluate(label, zone);
            return before.Rule == PrivacyPolicy.NoRule ? after.Process <= extra.Verdict : after.Process <= before.Process;
        });

    [Fact]
    public void Adding_a_forbid_never_allows_more() =>
        Gen.Select(Rules, Rule, LabelTests.Any, Zones).Sample((rules, extra, label, zone) =>
        {
            var forbid = extra with { Verdict = Verdict.Deny, CarrySealed = false };
            var before = Make(rules).Evaluate(label, zone);
            var after = Make([.. rules, forbid]).Evaluate(label, zone);
            return after.Process <= before.Process && (before.CarrySealed || !after.CarrySealed);
        });

    [Fact]
    public void The_order_of_rules_means_nothing() =>
        Gen.Select(Rules, LabelTests.Any, Zones, Gen.Int[0, 100]).Sample((rules, label, zone, turn) =>
        {
            var other = rules.Reverse().Skip(rules.Length == 0 ? 0 : turn % rules.Length).Concat(rules.Reverse().Take(rules.Length == 0 ? 0 : turn % rules.Length));
            return Make(rules).Evaluate(label, zone) == Make([.. other]).Evaluate(label, zone);
        });

    [Fact]
    public void A_higher_label_never_gets_more() =>
        Gen.Select(Rules, LabelTests.Any, LabelTests.Any, Zones).Sample((rules, low, other, zone) =>
        {
            var policy = Make(rules);
            var before = policy.Evaluate(low, zone);
            return before.Rule == PrivacyPolicy.NoRule || policy.Evaluate(low.Join(other), zone).Process <= before.Process;
        });

    [Fact]
    public void It_agrees_with_a_naive_reading() =>
        Gen.Select(Rules, LabelTests.Any, Zones).Sample((rules, label, zone) =>
        {
            var (process, carry) = Naive(rules, label, zone);
            var verdict = Make(rules).Evaluate(label, zone);
            return verdict.Process == process && verdict.CarrySealed == carry
                && (verdict.Rule == PrivacyPolicy.NoRule || rules.Any(r => r.Name == verdict.Rule && r.Verdict == process));
        });

    private static (Verdict Process, bool Carry) Naive(PolicyRule[] rules, Label label, Zone zone)
    {
        var process = new List<Verdict>();
        var carries = new List<bool>();
        foreach (var rule in rules)
        {
            if (!rule.Zones.Any(z => z.Matches(zone)))
                continue;
            if (label.Level < rule.Level)
                continue;
            if (rule.Categories.Count > 0 && !label.Categories.Any(rule.Categories.Contains))
                continue;
            process.Add(rule.Verdict);
            if (rule.CarrySealed is { } carry)
                carries.Add(carry);
        }

        return process.Count == 0 ? (Verdict.Deny, false) : (process.Min(), carries.Count > 0 && carries.All(c => c));
    }

    private static PrivacyPolicy Make(PolicyRule[] rules) => new("test", [.. rules], [], []);
}
