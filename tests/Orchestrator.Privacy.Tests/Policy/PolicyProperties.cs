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

    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly Gen<string[]> Some = Gen.Frequency((3, Gen.Const(Array.Empty<string>())), (1, Gen.OneOf(Names).Array[1, 2]));

    private static readonly Gen<PolicyConditions> Conditions = Gen.Select(
        Gen.Int[0, 8].Array[1, 3],
        Gen.Frequency((3, Gen.Const(Array.Empty<string>())), (1, Gen.OneOf("acme", "other").Array[1])),
        Gen.Frequency((3, Gen.Const(Array.Empty<string>())), (1, Gen.OneOf("eu", "us").Array[1])),
        Gen.Frequency((3, Gen.Const(Array.Empty<Tier>())), (1, Gen.OneOf(Tier.Nano, Tier.Cloud).Array[1])),
        Gen.Select(Some, Some, Some, Some),
        (zones, providers, regions, tiers, names) => new PolicyConditions
        {
            Zones = [.. zones.Select(z => ZonePattern.TryParse(Patterns[z])!)],
            Providers = providers.ToFrozenSet(StringComparer.Ordinal),
            Regions = regions.ToFrozenSet(StringComparer.Ordinal),
            Tiers = tiers.ToFrozenSet(),
            Tenants = names.Item1.ToFrozenSet(StringComparer.Ordinal),
            Purposes = names.Item2.ToFrozenSet(StringComparer.Ordinal),
            Consent = [.. names.Item3],
            Tools = names.Item4.ToFrozenSet(StringComparer.Ordinal),
        });

    private static readonly Gen<PolicyQuestion> Questions = Gen.Select(
        LabelTests.Any,
        Zones,
        Gen.Select(Gen.OneOf([.. FindingTypes.All]), Gen.Int[1, 4]).Array[0, 3],
        Gen.OneOf<Tier?>(null, Tier.Nano, Tier.Cloud),
        Gen.Select(Some, Gen.OneOf<string?>(null, "a", "b"), Gen.OneOf<string?>(null, "a", "b"), Gen.OneOf(Names).Array[0, 3]),
        (label, zone, findings, tier, names) => new PolicyQuestion(label, zone)
        {
            Findings = [.. findings.Select(f => new TypeCount(f.Item1, f.Item2))],
            Tier = tier,
            Tools = [.. names.Item1],
            Context = new() { Tenant = names.Item2, Purpose = names.Item3, Consents = [.. names.Item4] },
        });

    private static readonly Gen<PolicyRule> Rule = Gen.Select(
        Gen.Int[0, 999],
        Gen.Select(Conditions, Conditions, Gen.Bool),
        Gen.Int[0, 3],
        Gen.Select(Gen.Int[0, 13].Array[0, 2], Gen.Select(Gen.Int[0, 13], Gen.Int[1, 3]).Array[0, 1]),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]),
        Gen.Int[0, 2],
        (name, when, level, texts, says, carry) => new PolicyRule
        {
            Name = $"r{name}",
            When = when.Item1,
            Unless = when.Item3 ? when.Item2 : null,
            Findings = [.. texts.Item2.Select(f => new TypeCount(FindingTypes.All[f.Item1], f.Item2))],
            RequireConsent = says.Item2 == 0 ? Names[0] : null,
            Level = (SensitivityLevel)level,
            Categories = texts.Item1.Select(c => FindingTypes.All[c]).ToFrozenSet(StringComparer.Ordinal),
            Verdict = (Verdict)says.Item1,
            CarrySealed = carry switch { 0 => null, 1 => true, _ => false },
        });

    private static readonly Gen<PolicyRule[]> Rules = Rule.Array[0, 12];

    [Fact]
    public void Adding_a_rule_never_allows_more_than_it_says_itself() =>
        Gen.Select(Rules, Rule, Questions).Sample((rules, extra, question) =>
        {
            var before = Make(rules).Evaluate(question);
            var after = Make([.. rules, extra]).Evaluate(question);
            return before.Rule == PrivacyPolicy.NoRule ? after.Process <= extra.Says(question) : after.Process <= before.Process;
        });

    [Fact]
    public void Adding_a_forbid_never_allows_more() =>
        Gen.Select(Rules, Rule, Questions).Sample((rules, extra, question) =>
        {
            var forbid = extra with { Verdict = Verdict.Deny, CarrySealed = false };
            var before = Make(rules).Evaluate(question);
            var after = Make([.. rules, forbid]).Evaluate(question);
            return after.Process <= before.Process && (before.CarrySealed || !after.CarrySealed);
        });

    [Fact]
    public void The_order_of_rules_means_nothing() =>
        Gen.Select(Rules, Questions, Gen.Int[0, 100]).Sample((rules, question, turn) =>
        {
            var other = rules.Reverse().Skip(rules.Length == 0 ? 0 : turn % rules.Length).Concat(rules.Reverse().Take(rules.Length == 0 ? 0 : turn % rules.Length));
            return Make(rules).Evaluate(question) == Make([.. other]).Evaluate(question);
        });

    [Fact]
    public void A_higher_label_never_gets_more() =>
        Gen.Select(Rules, Questions, LabelTests.Any).Sample((rules, low, other) =>
        {
            var policy = Make(rules);
            var before = policy.Evaluate(low);
            return before.Rule == PrivacyPolicy.NoRule || policy.Evaluate(low with { Label = low.Label.Join(other) }).Process <= before.Process;
        });

    [Fact]
    public void It_agrees_with_a_naive_reading() =>
        Gen.Select(Rules, Questions).Sample((rules, question) =>
        {
            var (process, carry) = Naive(rules, question);
            var verdict = Make(rules).Evaluate(question);
            return verdict.Process == process && verdict.CarrySealed == carry
                && (verdict.Rule == PrivacyPolicy.NoRule || rules.Any(r => r.Name == verdict.Rule && r.Says(question) == process));
        });

    /// <summary>The reference: every rule read word by word, as docs/privacy.md describes it.</summary>
    private static (Verdict Process, bool Carry) Naive(PolicyRule[] rules, PolicyQuestion question)
    {
        var matching = rules.Where(rule =>
            Holds(rule.When, question)
            && question.Label.Level >= rule.Level
            && (rule.Categories.Count == 0 || question.Label.Categories.Any(rule.Categories.Contains))
            && rule.Findings.All(least => question.Findings.Any(f => f.Type == least.Type && f.Count >= least.Count))
            && (rule.Unless is null || !Holds(rule.Unless, question))).ToList();
        var says = matching.ConvertAll(rule => rule.RequireConsent is null || question.Context.Consents.Contains(rule.RequireConsent) ? rule.Verdict : Verdict.Deny);
        var carries = matching.Where(rule => rule.CarrySealed is not null).Select(rule => rule.CarrySealed!.Value).ToList();
        return says.Count == 0 ? (Verdict.Deny, false) : (says.Min(), carries.Count > 0 && carries.All(c => c));
    }

    private static bool Holds(PolicyConditions when, PolicyQuestion question)
    {
        var parts = question.Zone.Name.Split('/');
        return when.Zones.Any(z => z.Matches(question.Zone))
            && (when.Providers.Count == 0 || (parts.Length > 1 && when.Providers.Contains(parts[1])))
            && (when.Regions.Count == 0 || (parts.Length > 2 && when.Regions.Contains(parts[2])))
            && (when.Tiers.Count == 0 || (question.Tier is { } tier && when.Tiers.Contains(tier)))
            && (when.Tenants.Count == 0 || when.Tenants.Contains(question.Context.Tenant ?? ""))
            && (when.Purposes.Count == 0 || when.Purposes.Contains(question.Context.Purpose ?? ""))
            && when.Consent.All(c => question.Context.Consents.Contains(c))
            && (when.Tools.Count == 0 || question.Tools.Any(when.Tools.Contains));
    }

    private static PrivacyPolicy Make(PolicyRule[] rules) => new("test", 0, [.. rules], []);
}
