using System.Text.Json;

namespace Orchestrator.Cli.Tests.Chat;

public sealed class ChatCommandTests
{
    [Fact]
    public async Task Machines_are_told_of_a_refusal_on_standard_output_too()
    {
        var (code, output, errors) = await Command.RunAsync(null, "chat", "hello", "--json", "--endpoint", "http://127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Equal("", errors);
        using var refusal = JsonDocument.Parse(output);
        Assert.Equal("refused", refusal.RootElement.GetProperty("state").GetString());
        Assert.Equal("NoTargetAvailable", refusal.RootElement.GetProperty("error").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("--endpoint", "nonsense")]
    [InlineData("--endpoint", "http://example.com:8091")]
    [InlineData("--conversation", "short")]
    public async Task What_cannot_be_meant_is_refused_in_words(string option, string value)
    {
        var (code, _, errors) = await Command.RunAsync(null, "chat", "hello", option, value);
        Assert.Equal(2, code);
        Assert.NotEqual("", errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
