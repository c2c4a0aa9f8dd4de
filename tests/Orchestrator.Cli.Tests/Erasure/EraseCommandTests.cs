namespace Orchestrator.Cli.Tests.Erasure;

public sealed class EraseCommandTests
{
    [Theory]
    [InlineData("short id", "erase", "conversation", "abc", "--endpoint", "http://127.0.0.1:1")]
    [InlineData("--yes", "erase", "owner", "anna", "--endpoint", "http://127.0.0.1:1")]
    [InlineData("--yes", "erase", "tenant", "acme", "--endpoint", "http://127.0.0.1:1")]
    [InlineData("--endpoint", "erase", "tenant", "acme", "--yes", "--data", "/nowhere")]
    [InlineData("plain http", "erase", "tenant", "acme", "--yes", "--endpoint", "http://example.com:8091")]
    public async Task What_cannot_be_meant_is_refused_in_words(string about, params string[] arguments)
    {
        var (code, output, errors) = await Command.RunAsync("", arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(about == "short id" ? "32 hex digits" : about, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
