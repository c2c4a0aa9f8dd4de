using System.Collections.Immutable;

namespace Orchestrator.Privacy.Tests;

/// <summary>Each rule of the policies that ship is taken out in turn: one that changes no verdict would be a promise that nothing keeps.</summary>
public sealed class PolicyMutationTests
{
    private const string Begin = "  - name: ";

    private static readonly Zone[] Zones = [Zone.Device, Zone.Gateway, Zone.Cluster, Zone.Telemetry, Zone.Cloud("any"), Zone.Parse("cloud/any/eu")];

    private static readonly Label[] Labels =
    [
        Label.Public, FindingTypes.LabelOf(FindingTypes.Url), FindingTypes.LabelOf(FindingTypes.Email), FindingTypes.LabelOf(FindingTypes.CreditCard), FindingTypes.LabelOf(FindingTypes.Secret),
    ];

    [Theory]
    [InlineData("strict")]
    [InlineData("balanced")]
    [InlineData("open")]
    public void Without_any_of_its_rules_a_built_in_policy_decides_otherwise(string name)
    {
        var text = PrivacyPolicy.BuiltInText(name);
        var whole = Verdicts(text);
        var parts = text.Split(Begin);

        for (var rule = 1; rule < parts.Length; rule++)
        {
            var mutant = parts[0] + string.Concat(parts.Where((_, i) => i > 0 && i != rule).Select(static part => Begin + part));
            // A prohibition where nothing else is said changes who is named, which people read.
            Assert.False(Verdicts(mutant).SequenceEqual(whole), $"{name} decides the same without {parts[rule].Split('\n')[0]}.");
        }
    }

    private static ImmutableArray<ZoneVerdict> Verdicts(string yaml)
    {
        var policy = PrivacyPolicy.Parse(yaml);
        return
        [
            .. from zone in Zones
               from label in Labels
               from consented in (bool[])[false, true]
               select policy.Evaluate(new PolicyQuestion(label, zone) { Context = new() { Consents = consented ? ["cloud-processing"] : [] } }),
        ];
    }
}
