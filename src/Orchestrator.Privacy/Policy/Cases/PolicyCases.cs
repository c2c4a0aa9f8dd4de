using System.Collections.Immutable;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>A file of cases that a policy must satisfy.</summary>
public static class PolicyCases
{
    private static readonly string[] TopKeys = ["cases"];
    private static readonly string[] CaseKeys = ["name", "text", "level", "categories", "findings", "zone", "tier", "tenant", "purpose", "consent", "tools", "expect", "rule"];

    /// <summary>Reads a file of cases in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The file holds no cases; the message says where and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImmutableArray<PolicyCase> Load(string path) => Parse(File.ReadAllText(path, Encoding.UTF8), path);

    /// <summary>Reads cases.</summary>
    /// <param name="yaml">The cases in YAML.</param>
    /// <param name="source">What errors name.</param>
    /// <exception cref="PolicyException">The text holds no cases; the message says where and what is allowed.</exception>
    public static ImmutableArray<PolicyCase> Parse(string yaml, string source = "cases")
    {
        var reader = new YamlKeys(source);
        var document = reader.Mapping(reader.Parse(yaml), "", TopKeys);
        var list = reader.Required(document, "", "cases") as YamlSequenceNode
            ?? throw reader.Error(document.Children["cases"], "cases", "must be a list of cases.");
        return [.. list.Children.Select((node, i) => Read(reader, node, $"cases[{i}]"))];
    }

    private static PolicyCase Read(YamlKeys reader, YamlNode node, string key)
    {
        var map = reader.Mapping(node, key, CaseKeys);
        var zone = reader.Required(map, key, "zone");
        var level = YamlKeys.Optional(map, "level");
        var text = YamlKeys.Optional(map, "text");
        if (text is null == level is null)
            throw reader.Error(node, $"{key}.text", "or 'level' must say what is asked about; give one of them.");
        return new()
        {
            Name = reader.Text(reader.Required(map, key, "name"), $"{key}.name"),
            Line = node.Start.Line,
            Text = text is null ? null : reader.Text(text, $"{key}.text"),
            Question = new(
                level is null ? Label.Public : new((SensitivityLevel)reader.OneOf(level, $"{key}.level", PolicyReader.Levels), Texts("categories")),
                Zone.TryParse(reader.Text(zone, $"{key}.zone"), out var parsed)
                    ? parsed
                    : throw reader.Error(zone, $"{key}.zone", $"is '{zone}'; expected device, gateway, cluster, telemetry, cloud/<provider> or cloud/<provider>/<region>."))
            {
                Findings = YamlKeys.Optional(map, "findings") is { } findings ? reader.Counts(findings, $"{key}.findings") : [],
                Tier = YamlKeys.Optional(map, "tier") is { } tier ? (Tier)(reader.OneOf(tier, $"{key}.tier", PolicyReader.Tiers) + 1) : null,
                Tools = Texts("tools"),
                Context = new() { Tenant = Single("tenant"), Purpose = Single("purpose"), Consents = Texts("consent") },
            },
            Expect = PolicyReader.VerdictOf(reader, reader.Required(map, key, "expect"), $"{key}.expect"),
            Rule = Single("rule"),
        };

        string? Single(string name) => YamlKeys.Optional(map, name) is { } value ? reader.Text(value, $"{key}.{name}") : null;

        ImmutableArray<string> Texts(string name) =>
            YamlKeys.Optional(map, name) is { } values ? [.. reader.Texts(values, $"{key}.{name}").Select(static t => t.Text)] : [];
    }
}
