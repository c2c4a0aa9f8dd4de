using System.Net;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

/// <summary>What a tenant used and spent, as other programs read it.</summary>
public sealed class UsageTests : ApiTest
{
    private static readonly (string, string) s_admin = ("Authorization", $"Bearer {ApiServer.AdminKey}");

    [Fact]
    public async Task Usage_comes_as_json_lines_with_exact_sums()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage?from=2026-11-01&until=2026-12-01", null, s_admin);

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal((HttpStatusCode.OK, "application/jsonl"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("t", new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 1)), Server.Usage.Asked);
        Assert.Equal(["app-1", "=app"], lines.Select(l => l.GetProperty("key").GetString()));
        Assert.Equal(("2026-11-01", "0.000000000075", 1000), (lines[0].GetProperty("day").GetString(), lines[0].GetProperty("cost_usd").GetString(), lines[0].GetProperty("input_tokens").GetInt32()));
    }

    [Fact]
    public async Task Usage_comes_as_csv_that_a_spreadsheet_takes_for_text()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage?from=2026-11-01&until=2026-12-01&format=csv", null, s_admin);

        Assert.Equal(
            "day,tenant,key,model,node,tier,attempts,estimated,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost_usd\r\n"
            + "2026-11-01,t,app-1,\"gpt, large\",main,cloud,3,1,1000,400,20,7,0.000000000075\r\n"
            + "2026-11-01,t,'=app,mini,gateway-1,mini,1,0,5,0,6,0,0\r\n",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2026-11-02&until=2026-11-02", "until")]
    [InlineData("?format=xml", "format")]
    public async Task A_question_that_makes_no_sense_is_refused_by_its_field(string query, string field)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage" + query, null, s_admin);

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, body.RootElement.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_key_with_that_scope_alone_is_enough()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage", null, ("Authorization", $"Bearer {ApiServer.UsageKey}"));
        using var turns = await Server.SendAsync(HttpMethod.Get, "/v1/models", null, ("Authorization", $"Bearer {ApiServer.UsageKey}"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (response.StatusCode, turns.StatusCode));
    }

    [Fact]
    public async Task A_key_without_the_scope_is_told_nothing()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage", null, ("Authorization", $"Bearer {ApiServer.Key}"));
        using var anonymous = await Server.SendAsync(HttpMethod.Get, "/orchestrator/v1/usage");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (response.StatusCode, anonymous.StatusCode));
        Assert.Contains("scope 'usage'", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(default, Server.Usage.Asked);
    }
}
