using System.Net;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

/// <summary>What a lost node holds is freed by keys with the scope for it, of their own tenant.</summary>
public sealed class BudgetReleaseTests : ApiTest
{
    private const string Path = "/orchestrator/v1/budgets/nodes/device-1/release";
    private static readonly (string, string) s_admin = ("Authorization", $"Bearer {ApiServer.AdminKey}");

    [Fact]
    public async Task What_is_freed_and_charged_is_told_for_each_budget()
    {
        using var response = await Server.SendAsync(HttpMethod.Post, Path, """{"spent":"0.25"}""", s_admin);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        var slices = body.RootElement.GetProperty("slices").EnumerateArray().ToArray();
        Assert.Equal(("t", "device-1", 0.25m), Server.Releases.Asked);
        Assert.Equal(("0.8", "0.25"), (slices[0].GetProperty("held").GetString(), slices[0].GetProperty("charged").GetString()));
        Assert.Equal("k", slices[1].GetProperty("keyId").GetString());
    }

    [Theory]
    [InlineData("""{"spent":"-1"}""")]
    [InlineData("""{"spent":"much"}""")]
    public async Task What_is_no_sum_of_money_frees_nothing(string body)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, Path, body, s_admin);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(default, Server.Releases.Asked);
    }

    [Fact]
    public async Task A_key_without_the_scope_frees_nothing()
    {
        using var plain = await Server.SendAsync(HttpMethod.Post, Path, "{}", ("Authorization", $"Bearer {ApiServer.Key}"));

        Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode);
        Assert.Contains("scope 'budgets'", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(default, Server.Releases.Asked);
    }
}
