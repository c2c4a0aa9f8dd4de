using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Sdk.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("http://example.com:8091", null, "plain http")]
    [InlineData("ftp://127.0.0.1", null, "http or https")]
    [InlineData("http://127.0.0.1:8091", "with space", "ApiKey")]
    [InlineData("http://127.0.0.1:8091", "", "ApiKey")]
    public void What_cannot_work_or_would_leak_is_refused_by_name(string endpoint, string? key, string named)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Client(o => (o.Endpoint, o.ApiKey) = (new(endpoint), key)));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Refused("MaxReconnects", o => o.MaxReconnects = 101);
        Refused("MaxReconnectDelay", o => o.MaxReconnectDelay = TimeSpan.Zero);

        static void Refused(string named, Action<OrchestratorClientOptions> configure) =>
            Assert.Contains(named, Assert.Throws<OptionsValidationException>(() => Client(configure)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("http://localhost:8091")]
    [InlineData("http://[::1]:8091")]
    public void Encrypted_or_local_endpoints_are_accepted(string endpoint) => Assert.NotNull(Client(o => o.Endpoint = new(endpoint)));

    private static IOrchestratorClient Client(Action<OrchestratorClientOptions> configure) =>
        new ServiceCollection().AddOrchestrator(configure).BuildServiceProvider().GetRequiredService<IOrchestratorClient>();
}
