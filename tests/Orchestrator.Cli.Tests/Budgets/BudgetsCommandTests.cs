using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Cli.Tests.Budgets;

/// <summary><c>orchestrator budgets release</c> as an operator starts it.</summary>
public sealed class BudgetsCommandTests : IAsyncLifetime
{
    private readonly string _address = $"http://127.0.0.1:{FreePorts.One()}";
    private WebApplication? _host;
    private string? _asked;

    [Fact]
    public async Task What_is_free_again_and_what_is_charged_is_told_for_each_budget()
    {
        var (code, output, _) = await Command.RunAsync(null, "budgets", "release", "device-1", "--spent", "0.25", "--endpoint", _address, "--key", "orc_x");

        Assert.Equal((0, """{"spent":"0.25"}"""), (code, _asked));
        Assert.Contains("the tenant: device-1 held 0.8 USD; 0.55 are free again, 0.25 are charged.", output, StringComparison.Ordinal);
        Assert.Contains("key k: device-1 held 0.5 USD; 0.5 are free again, 0 are charged.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_silos_own_words()
    {
        var (code, output, errors) = await Command.RunAsync(null, "budgets", "release", "device-2", "--endpoint", _address, "--key", "orc_x");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("refused (400): It may still draw.", errors, StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        _host = builder.Build();
        _host.MapPost("/orchestrator/v1/budgets/nodes/{node}/release", async (string node, HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            _asked = await body.ReadToEndAsync();
            return node == "device-1"
                ? Results.Text("""{"slices":[{"held":"0.8","charged":"0.25"},{"keyId":"k","held":"0.5","charged":""}]}""", "application/json")
                : Results.Text("""{"code":3,"message":"It may still draw.","details":[]}""", "application/json", statusCode: 400);
        });
        await _host.StartAsync();
    }

    public async Task DisposeAsync() => await _host!.DisposeAsync();
}
