using System.Text.Json;

namespace Orchestrator.Cli.Tests.Batch;

/// <summary>The commands of policies, as processes on files.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_policy_is_validated_tested_and_explained()
    {
        var policy = Write("p.yaml", "version: 1\nname: p\nrevision: 3\nrules:\n  - {name: ask, zones: [cloud], verdict: pseudonymize, require-consent: outside}");
        var broken = Write("broken.yaml", "version: 1\nname: p\nrules:\n  - {name: a, zones: [moon], verdict: deny}");
        var cases = Write("cases.yaml", "cases:\n  - {name: asked, text: hello, zone: cloud/acme, consent: [outside], expect: pseudonymize}\n  - {name: not asked, text: hello, zone: cloud/acme, expect: allow}");

        var sound = await Command.RunAsync(null, "policy", "validate", policy, "balanced");
        var unsound = await Command.RunAsync(null, "policy", "validate", broken);
        var tested = await Command.RunAsync(null, "policy", "test", policy, cases);
        var explained = await Command.RunAsync(null, "policy", "explain", policy, "hello", "--zone", "cloud/acme");
        var piped = await Command.RunAsync("hello\n", "policy", "explain", policy, "--zone", "cloud/acme");

        Assert.Equal(0, sound.Code);
        Assert.Contains("revision 3, 1 rule", sound.Output, StringComparison.Ordinal);
        Assert.Equal(1, unsound.Code);
        Assert.Contains($"{broken}(4): 'rules[0].zones[0]' is 'moon'", unsound.Errors, StringComparison.Ordinal);
        Assert.Equal(1, tested.Code);
        Assert.Contains("2 cases, 1 failed", tested.Output, StringComparison.Ordinal);
        Assert.Contains("expected allow, found deny by ask", tested.Output, StringComparison.Ordinal);
        Assert.Contains("With --consent outside it would be allowed", explained.Output, StringComparison.Ordinal);
        Assert.Equal(explained.Output, piped.Output);
    }

    [Fact]
    public async Task Privacy_explain_shows_what_each_zone_would_read()
    {
        var (code, output, _) = await Command.RunAsync(null, "privacy", "explain", "--json", "card 4111 1111 1111 1111 of ana@example.org");

        Assert.Equal(0, code);
        using var result = JsonDocument.Parse(output);
        var zones = result.RootElement.GetProperty("zones").EnumerateArray().ToDictionary(z => z.GetProperty("zone").GetString()!, z => z.GetProperty("reads").GetString());
        Assert.Equal("card 4111 1111 1111 1111 of ana@example.org", zones["device"]);
        Assert.Matches("^card \\[CREDIT_CARD\\] of Email-[a-z]{12}$", zones["cloud/any"]);
        Assert.Null(zones["telemetry"]);
    }

    [Fact]
    public async Task Recognisers_of_ones_own_are_explained_too_also_in_what_is_encoded()
    {
        var own = Write("own.yaml", "version: 1\nrecognizers:\n  - {type: PROJECT_NAME, list: [Blue Harbour]}");
        var text = $"when is Blue Harbour due? {Convert.ToBase64String("it is called Blue Harbour"u8)}";

        var (code, output, _) = await Command.RunAsync(null, "privacy", "explain", "--json", "--recognizers", own, text);
        var policy = await Command.RunAsync(null, "policy", "explain", "balanced", text, "--zone", "cloud/acme", "--recognizers", own);

        Assert.Equal(0, code);
        using var result = JsonDocument.Parse(output);
        Assert.Contains(result.RootElement.GetProperty("zones").EnumerateArray(), z => z.GetProperty("zone").GetString() == "cloud/any" && z.GetProperty("reads").GetString() == "when is [PROJECT_NAME] due? [PROJECT_NAME]");
        Assert.Contains("PROJECT_NAME", policy.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private string Write(string name, string text)
    {
        var path = _directory[name];
        File.WriteAllText(path, text);
        return path;
    }
}
