using System.Collections.Frozen;
using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>Turns YAML into a policy, or says where and why it cannot.</summary>
internal sealed class PolicyReader
{
    private static readonly string[] TopKeys = ["version", "name", "revision", "description", "rules"];
    private static readonly string[] ConditionKeys = ["zones", "providers", "regions", "tiers", "tenants", "purposes", "consent", "tools"];
    private static readonly string[] RuleKeys = ["name", "description", .. ConditionKeys, "level", "categories", "findings", "unless", "verdict", "require-consent", "carry"];
    public static readonly string[] Tiers = ["nano", "mini", "cloud"];
    public static readonly string[] Levels = ["public", "internal", "confidential", "restricted"];
    private static readonly string[] Verdicts = ["allow", "pseudonymize", "redact", "deny"];
    private static readonly string[] Carries = ["sealed", "never"];

    private readonly YamlKeys _yaml;
    private PolicyReader(string source) => _yaml = new(source);

    public static PrivacyPolicy Read(string yaml, ReadOnlySpan<byte> bytes, string source)
    {
        var reader = new PolicyReader(source);
        var (name, revision, rules) = reader.ReadDocument(yaml);
        return new(name, revision, rules, bytes);
    }

    private (string Name, int Revision, ImmutableArray<PolicyRule> Rules) ReadDocument(string yaml)
    {
        var document = _yaml.Mapping(_yaml.Parse(yaml), "", TopKeys);
        if (_yaml.Text(_yaml.Required(document, "", "version"), "version") is not "1")
            throw _yaml.Error(document.Children["version"], "version", "is the version of this format; only 1 is known.");
        var name = _yaml.Name(_yaml.Required(document, "", "name"), "name");
        var list = _yaml.Required(document, "", "rules") as YamlSequenceNode
            ?? throw _yaml.Error(document.Children["rules"], "rules", "must be a list of rules.");

        var rules = list.Children.Select((node, i) => ReadRule(node, $"rules[{i}]")).ToImmutableArray();
        foreach (var (rule, i) in rules.Select((rule, i) => (rule, i)))
        {
            if (rules.Take(i).Any(earlier => earlier.Name == rule.Name))
                throw _yaml.Error(list.Children[i], $"rules[{i}].name", $"'{rule.Name}' names an earlier rule already; names must differ.");
        }

        return (name, YamlKeys.Optional(document, "revision") is { } revision ? _yaml.Count(revision, "revision", 0) : 0, rules);
    }

    private PolicyRule ReadRule(YamlNode node, string key)
    {
        var rule = _yaml.Mapping(node, key, RuleKeys);
        var name = _yaml.Name(_yaml.Required(rule, key, "name"), $"{key}.name");
        return new()
        {
            Name = name,
            When = ReadWhen(rule, key),
            Unless = YamlKeys.Optional(rule, "unless") is { } unless ? ReadUnless(unless, $"{key}.unless") : null,
            Level = YamlKeys.Optional(rule, "level") is { } level ? (SensitivityLevel)_yaml.OneOf(level, $"{key}.level", Levels) : SensitivityLevel.Public,
            Categories = YamlKeys.Optional(rule, "categories") is { } categories
                ? _yaml.Texts(categories, $"{key}.categories").Select(c => _yaml.Category(c.Node, c.Key)).ToFrozenSet(StringComparer.Ordinal)
                : [],
            Findings = YamlKeys.Optional(rule, "findings") is { } findings ? _yaml.Counts(findings, $"{key}.findings") : [],
            RequireConsent = YamlKeys.Optional(rule, "require-consent") is { } consent ? _yaml.Name(consent, $"{key}.require-consent") : null,
            Verdict = VerdictOf(_yaml, _yaml.Required(rule, key, "verdict"), $"{key}.verdict"),
            CarrySealed = YamlKeys.Optional(rule, "carry") is { } carry ? _yaml.OneOf(carry, $"{key}.carry", Carries) == 0 : null,
        };
    }

    public static Verdict VerdictOf(YamlKeys yaml, YamlNode node, string key) => yaml.OneOf(node, key, Verdicts) switch
    {
        0 => Verdict.Allow,
        1 => Verdict.Pseudonymize,
        2 => Verdict.Redact,
        _ => Verdict.Deny,
    };

    private PolicyConditions ReadWhen(YamlMappingNode rule, string key) =>
        (YamlKeys.Optional(rule, "zones") ?? YamlKeys.Optional(rule, "providers") ?? YamlKeys.Optional(rule, "regions")) is not null
            ? ReadConditions(rule, key)
            : throw _yaml.Error(rule, $"{key}.zones", "is missing; [\"*\"] is every zone.");

    private PolicyConditions ReadUnless(YamlNode node, string key)
    {
        var conditions = _yaml.Mapping(node, key, ConditionKeys);
        return conditions.Children.Count > 0
            ? ReadConditions(conditions, key)
            : throw _yaml.Error(node, key, $"is empty, so that the rule would never speak; give one of {string.Join(", ", ConditionKeys)}.");
    }

    private PolicyConditions ReadConditions(YamlMappingNode node, string key)
    {
        return new()
        {
            Zones = YamlKeys.Optional(node, "zones") is { } zones ? [.. _yaml.Texts(zones, $"{key}.zones").Select(ReadZone)] : [],
            Providers = Names("providers"),
            Regions = Names("regions"),
            Tiers = YamlKeys.Optional(node, "tiers") is { } tiers
                ? _yaml.Texts(tiers, $"{key}.tiers").Select(tier => (Tier)(_yaml.OneOf(tier.Node, tier.Key, Tiers) + 1)).ToFrozenSet()
                : [],
            Tenants = Names("tenants"),
            Purposes = Names("purposes"),
            Consent = [.. Names("consent").Order(StringComparer.Ordinal)],
            Tools = YamlKeys.Optional(node, "tools") is { } tools ? _yaml.Texts(tools, $"{key}.tools").Select(static t => t.Text).ToFrozenSet(StringComparer.Ordinal) : [],
        };

        FrozenSet<string> Names(string name) => YamlKeys.Optional(node, name) is { } list
            ? _yaml.Texts(list, $"{key}.{name}").Select(entry => _yaml.Name(entry.Node, entry.Key)).ToFrozenSet(StringComparer.Ordinal)
            : [];
    }

    private ZonePattern ReadZone((YamlNode Node, string Key, string Text) entry) =>
        ZonePattern.TryParse(entry.Text)
        ?? throw _yaml.Error(entry.Node, entry.Key, $"is '{entry.Text}'; allowed are device, gateway, cluster, telemetry, cloud, cloud/<provider>, cloud/<provider>/<region> and *.");
}
