using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>Turns YAML into a policy, or says where and why it cannot.</summary>
internal sealed partial class PolicyReader
{
    private const int LongestText = 256 * 1024;
    private static readonly string[] TopKeys = ["version", "name", "description", "rules"];
    private static readonly string[] RuleKeys = ["name", "description", "zones", "level", "categories", "verdict", "carry"];
    private static readonly string[] Levels = ["public", "internal", "confidential", "restricted"];
    private static readonly string[] Verdicts = ["allow", "pseudonymize", "redact", "deny"];
    private static readonly string[] Carries = ["sealed", "never"];

    private readonly string _source;
    private readonly List<string> _notices = [];

    private PolicyReader(string source) => _source = source;

    public static PrivacyPolicy Read(string yaml, ReadOnlySpan<byte> bytes, string source)
    {
        var reader = new PolicyReader(source);
        var (name, rules) = reader.ReadDocument(yaml);
        return new(name, rules, bytes, [.. reader._notices]);
    }

    private (string Name, ImmutableArray<PolicyRule> Rules) ReadDocument(string yaml)
    {
        var document = Mapping(Parse(yaml), "", TopKeys);
        if (Text(Required(document, "", "version"), "version") is not "1")
            throw Error(document.Children["version"], "version", "is the version of this format; only 1 is known.");
        var name = Name(Required(document, "", "name"), "name");
        var list = Required(document, "", "rules") as YamlSequenceNode
            ?? throw Error(document.Children["rules"], "rules", "must be a list of rules.");

        var rules = list.Children.Select((node, i) => ReadRule(node, $"rules[{i}]")).ToImmutableArray();
        foreach (var (rule, i) in rules.Select((rule, i) => (rule, i)))
        {
            if (rules.Take(i).Any(earlier => earlier.Name == rule.Name))
                throw Error(list.Children[i], $"rules[{i}].name", $"'{rule.Name}' names an earlier rule already; names must differ.");
        }

        return (name, rules);
    }

    private YamlNode Parse(string yaml)
    {
        if (yaml.Length > LongestText)
            throw new PolicyException(_source, 1, "", $"The policy is longer than {LongestText} characters.");
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new PolicyException(_source, 1, "", $"Expected one YAML document, found {stream.Documents.Count}.");
        }
        catch (YamlException error)
        {
            throw new PolicyException(_source, error.Start.Line, "", $"The YAML cannot be read: {error.Message}", error);
        }
    }

    private PolicyRule ReadRule(YamlNode node, string key)
    {
        var rule = Mapping(node, key, RuleKeys);
        var name = Name(Required(rule, key, "name"), $"{key}.name");
        return new()
        {
            Name = name,
            Zones = [.. Texts(Required(rule, key, "zones"), $"{key}.zones").Select(ReadZone)],
            Level = Optional(rule, "level") is { } level ? (SensitivityLevel)OneOf(level, $"{key}.level", Levels) : SensitivityLevel.Public,
            Categories = Optional(rule, "categories") is { } categories
                ? Texts(categories, $"{key}.categories").Select(ReadCategory).ToFrozenSet(StringComparer.Ordinal)
                : [],
            Verdict = ReadVerdict(Required(rule, key, "verdict"), $"{key}.verdict"),
            CarrySealed = Optional(rule, "carry") is { } carry ? OneOf(carry, $"{key}.carry", Carries) == 0 : null,
        };
    }

    private Verdict ReadVerdict(YamlNode node, string key) => OneOf(node, key, Verdicts) switch
    {
        0 => Verdict.Allow,
        1 => Verdict.Pseudonymize,
        2 => Verdict.Redact,
        _ => Verdict.Deny,
    };

    private ZonePattern ReadZone((YamlNode Node, string Key, string Text) entry) =>
        ZonePattern.TryParse(entry.Text)
        ?? throw Error(entry.Node, entry.Key, $"is '{entry.Text}'; allowed are device, gateway, cluster, telemetry, cloud, cloud/<provider>, cloud/<provider>/<region> and *.");

    private string ReadCategory((YamlNode Node, string Key, string Text) entry) =>
        CategoryPattern().IsMatch(entry.Text)
            ? entry.Text
            : throw Error(entry.Node, entry.Key, $"is '{entry.Text}'; a category is a finding's type such as {FindingTypes.CreditCard} or {FindingTypes.Secret}.");

    private string Name(YamlNode node, string key)
    {
        var name = Text(node, key);
        return NamePattern().IsMatch(name)
            ? name
            : throw Error(node, key, $"is '{name}'; a name has 1 to 64 lower-case letters, digits, '.', '_' or '-' and begins with a letter or digit.");
    }

    private int OneOf(YamlNode node, string key, string[] allowed)
    {
        var text = Text(node, key);
        var index = Array.IndexOf(allowed, text);
        return index >= 0 ? index : throw Error(node, key, $"is '{text}'; allowed are {string.Join(", ", allowed)}.");
    }

    private List<(YamlNode Node, string Key, string Text)> Texts(YamlNode node, string key)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
            throw Error(node, key, "must be a list with at least one entry.");
        return [.. list.Children.Select((entry, i) => (entry, $"{key}[{i}]", Text(entry, $"{key}[{i}]")))];
    }

    private string Text(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Error(node, key, "must be a single text.");

    private YamlMappingNode Mapping(YamlNode node, string key, string[] allowed)
    {
        if (node is not YamlMappingNode mapping)
            throw Error(node, key, $"must be a mapping with the keys {string.Join(", ", allowed)}.");
        foreach (var child in mapping.Children.Keys)
        {
            if (child is not YamlScalarNode { Value: { } name } || !allowed.Contains(name, StringComparer.Ordinal))
                throw Error(child, key.Length == 0 ? $"{child}" : $"{key}.{child}", $"is no key here; allowed are {string.Join(", ", allowed)}.");
        }

        return mapping;
    }

    private YamlNode Required(YamlMappingNode mapping, string key, string name) =>
        Optional(mapping, name) ?? throw Error(mapping, key.Length == 0 ? name : $"{key}.{name}", "is missing.");

    private static YamlNode? Optional(YamlMappingNode mapping, string name) =>
        mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;

    private PolicyException Error(YamlNode node, string key, string problem) => new(_source, node.Start.Line, key, problem);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CategoryPattern();
}
