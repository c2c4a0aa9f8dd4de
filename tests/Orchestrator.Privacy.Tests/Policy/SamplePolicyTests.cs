namespace Orchestrator.Privacy.Tests;

public sealed class SamplePolicyTests
{
    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => !f.EndsWith(".cases", StringComparison.Ordinal))];

    private static string Folder
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
                directory = directory.Parent!;
            return Path.Combine(directory.FullName, "samples", "policies");
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_satisfies_its_own_cases(string name)
    {
        var policy = PrivacyPolicy.Load(Path.Combine(Folder, $"{name}.yaml"));
        var analyzer = new TextAnalyzer();

        var results = PolicyCases.Load(Path.Combine(Folder, $"{name}.cases.yaml")).Select(c => c.Run(policy, analyzer)).ToList();

        Assert.True(results.Count >= 5);
        Assert.All(results, r => Assert.True(r.Passed, $"{r.Case.Name}: {r.Verdict}"));
    }

    [Fact]
    public void The_built_in_policies_are_ordered_from_strict_to_open()
    {
        var policies = PrivacyPolicy.BuiltIns.Select(PrivacyPolicy.Named).ToList();
        foreach (var label in FindingTypes.All.Select(FindingTypes.LabelOf).Append(Label.Public))
        {
            foreach (var zone in new[] { Zone.Device, Zone.Gateway, Zone.Cluster, Zone.Cloud("acme"), Zone.Telemetry })
            {
                var verdicts = policies.ConvertAll(p => p.Evaluate(label, zone).Process);
                Assert.True(verdicts[0] <= verdicts[1] && verdicts[1] <= verdicts[2], $"{label} in {zone}: {string.Join(", ", verdicts)}");
            }
        }

        Assert.Equal(["strict", "balanced", "open"], policies.Select(p => p.Name));
        Assert.All(policies, p => Assert.Equal(Verdict.Deny, p.Evaluate(Label.Public, Zone.Telemetry).Process));
    }

    [Theory]
    [InlineData("cases:\n  - {name: a, text: hi, zone: moon, expect: allow}", 2, "cases[0].zone", "gateway")]
    [InlineData("cases:\n  - {name: a, zone: device, expect: allow}", 2, "cases[0].text", "level")]
    [InlineData("cases:\n  - {name: a, text: hi, zone: device, expect: maybe}", 2, "cases[0].expect", "pseudonymize")]
    [InlineData("cases:\n  - {name: a, text: hi, zone: device, verdict: allow}", 2, "cases[0].verdict", "expect")]
    public void An_error_in_a_case_names_the_line_the_key_and_what_is_allowed(string yaml, int line, string key, string allowed)
    {
        var error = Assert.Throws<PolicyException>(() => PolicyCases.Parse(yaml));

        Assert.Equal((line, key), (error.Line, error.Key));
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }
}
