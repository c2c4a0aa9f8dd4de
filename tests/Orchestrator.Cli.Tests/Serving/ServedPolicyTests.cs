using Orchestrator.Hosting.Serving;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Tests.Serving;

public sealed class ServedPolicyTests
{
    [Theory]
    [InlineData("", null, "Orchestrator:PolicyFile")]
    [InlineData("policy.yaml", "", "Orchestrator:PolicyKey")]
    [InlineData("policy.yaml", "no base64!", "Orchestrator:PolicyKey")]
    [InlineData("strict", "AAAA", "Orchestrator:PolicyFile")]
    public void What_was_to_be_filled_in_and_was_not_lets_no_process_begin(string? file, string? key, string named)
    {
        var error = Assert.Throws<PolicyException>(() => ServedPolicy.Of(new() { PolicyFile = file, PolicyKey = key }, TimeProvider.System));

        Assert.StartsWith(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_word_on_it_the_default_policy_is_served() =>
        Assert.Same(PrivacyPolicy.Default, ServedPolicy.Of(new(), TimeProvider.System).Current);
}
