using System.Net;
using System.Text.Json;
using Grpc.Core;
using Orchestrator.Routing.Learning;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

/// <summary>What the router learned, as operators see and reset it.</summary>
public sealed class LearnedTests : ApiTest
{
    private const string Path = "/orchestrator/v1/learned";
    private static readonly (string, string) s_admin = ("Authorization", $"Bearer {ApiServer.AdminKey}");

    private V1.RoutingService.RoutingServiceClient Client => new(Server.Channel);

    private static Metadata Admin => new() { { "authorization", $"Bearer {ApiServer.AdminKey}" } };

    [Fact]
    public async Task What_was_learned_for_the_tenant_is_listed_with_what_it_is_made_of()
    {
        Learn();

        using var response = await Server.SendAsync(HttpMethod.Get, Path, null, s_admin);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var listed = await Client.ListLearnedAsync(new(), Admin);

        var row = Assert.Single(body.RootElement.GetProperty("learned").EnumerateArray(), r => r.GetProperty("model").GetString() == "mini");
        Assert.Equal(("t", "node-1"), (body.RootElement.GetProperty("tenant").GetString(), body.RootElement.GetProperty("node").GetString()));
        Assert.Equal((3, 1, 1, -1.0), (row.GetProperty("group").GetInt32(), row.GetProperty("judgements").GetInt32(), row.GetProperty("escalated").GetInt32(), row.GetProperty("mean").GetDouble()));
        Assert.Equal(-0.1, row.GetProperty("moved").GetDouble(), 6);
        Assert.Equal(["mini", "nano"], listed.Learned.Select(static r => r.Model));
    }

    [Fact]
    public async Task One_models_or_all_of_the_tenants_are_forgotten_and_no_other_tenants()
    {
        Learn();

        var one = await Client.ForgetLearnedAsync(new() { Model = "nano" }, Admin);
        Assert.Equal(["mini", "mini"], Server.Learned.Rows.Select(static r => r.Model));
        using var all = await Server.SendAsync(HttpMethod.Delete, Path, null, s_admin);
        using var again = await Server.SendAsync(HttpMethod.Delete, Path, null, s_admin);

        Assert.Equal((1, HttpStatusCode.OK, HttpStatusCode.OK), (one.Forgotten, all.StatusCode, again.StatusCode));
        Assert.Equal("t2", Assert.Single(Server.Learned.Rows).Tenant);
    }

    [Fact]
    public async Task A_key_without_the_scope_sees_and_forgets_nothing()
    {
        Learn();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var plain = await Server.SendAsync(method, Path, null, ("Authorization", $"Bearer {ApiServer.Key}"));
            using var anonymous = await Server.SendAsync(method, Path);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (plain.StatusCode, anonymous.StatusCode));
            Assert.Contains("scope 'routing'", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(3, Server.Learned.Rows.Count);
    }

    [Fact]
    public async Task What_is_forgotten_and_not_on_the_disk_is_told_as_a_failure_that_may_be_repeated()
    {
        Learn();
        Server.DiskTakes = false;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.ForgetLearnedAsync(new(), Admin));
        Server.DiskTakes = true;
        await Client.ForgetLearnedAsync(new(), Admin);

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    private void Learn()
    {
        Server.Learned.Take("t", "mini", 3, -1);
        Server.Learned.Take("t", "mini", 3, -1, LearnedKind.Escalated);
        Server.Learned.Take("t", "nano", 3, 0.5);
        Server.Learned.Take("t2", "mini", 3, -1);
    }
}
