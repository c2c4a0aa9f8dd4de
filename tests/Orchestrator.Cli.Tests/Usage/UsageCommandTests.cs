using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Cli.Tests.Usage;

/// <summary><c>orchestrator usage export</c> as people and scripts start it.</summary>
public sealed class UsageCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _address = $"http://127.0.0.1:{FreePorts.One()}";
    private WebApplication? _host;
    private string? _asked, _key;

    [Fact]
    public async Task What_the_host_tells_is_written_to_standard_output_and_nothing_else_is()
    {
        var (code, output, errors) = await RunAsync("--endpoint", _address, "--key", "orc_x", "--from", "2026-11-01", "--until", "2026-12-01", "--format", "csv");

        Assert.Equal((0, "day,tenant\r\n2026-11-01,t\r\n", ""), (code, output, errors));
        Assert.Equal(("?from=2026-11-01&until=2026-12-01&format=csv", "Bearer orc_x"), (_asked, _key));
    }

    [Fact]
    public async Task Without_days_the_host_chooses_them_and_lines_are_json()
    {
        await RunAsync("--endpoint", _address, "--key", "orc_x");

        Assert.Equal("?format=jsonl", _asked);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_hosts_own_words()
    {
        var (code, output, errors) = await RunAsync("--endpoint", _address, "--key", "orc_wrong");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("refused (403): The key lacks the scope 'usage'.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/elsewhere", "it is no host of conversations")]
    public async Task A_host_that_is_something_else_is_told_apart(string path, string words)
    {
        var (code, _, errors) = await RunAsync("--endpoint", _address + path, "--key", "orc_x");

        Assert.Equal(2, code);
        Assert.Contains(words, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_away_or_no_address_or_no_running_system_says_what_to_do()
    {
        var away = await RunAsync("--endpoint", $"http://127.0.0.1:{FreePorts.One()}", "--key", "orc_x");
        var address = await RunAsync("--endpoint", "silo:8080", "--key", "orc_x");
        var nothing = await RunAsync("--data", _directory["nothing"]);

        Assert.Equal((2, 2, 2), (away.Code, address.Code, nothing.Code));
        Assert.Contains("does not answer", away.Errors, StringComparison.Ordinal);
        Assert.Contains("is no address such as", address.Errors, StringComparison.Ordinal);
        Assert.Contains("--endpoint", nothing.Errors, StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        _host = builder.Build();
        _host.MapGet("/orchestrator/v1/usage", (HttpRequest request) =>
        {
            (_asked, _key) = (request.QueryString.Value, request.Headers.Authorization.ToString());
            return _key == "Bearer orc_wrong"
                ? Results.Text("""{"error":{"message":"The key lacks the scope 'usage'."}}""", "application/json", statusCode: 403)
                : Results.Text("day,tenant\r\n2026-11-01,t\r\n", "text/csv");
        });
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        _directory.Dispose();
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => Command.RunAsync(null, ["usage", "export", .. arguments]);
}
