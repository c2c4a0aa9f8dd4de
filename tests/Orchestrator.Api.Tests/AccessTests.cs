using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Conversations;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

public sealed class AccessTests
{
    private const string Ask = """{"messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_known_key_tells_who_calls()
    {
        await using var server = await ApiServer.StartAsync(anonymous: false);

        using var response = await server.AskAsync(Ask, ("Authorization", $"Bearer {ApiServer.Key}"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new("t", "o", "s", "k1"), server.Conversations.Asked.Single().Caller);
    }

    [Theory]
    [InlineData(true, "Bearer wrong")]
    [InlineData(true, "Bearer ")]
    [InlineData(true, "Basic abc")]
    [InlineData(false, "Bearer wrong")]
    [InlineData(false, null)]
    public async Task A_wrong_key_is_401_even_where_none_is_needed(bool anonymous, string? authorization)
    {
        await using var server = await ApiServer.StartAsync(anonymous);

        using var response = authorization is null ? await server.AskAsync(Ask) : await server.AskAsync(Ask, ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_api_key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Conversations.Asked);
    }

    [Theory]
    [InlineData("Host", "evil.example", 403)]
    [InlineData("Host", "localhost:1234", 200)]
    [InlineData("Host", "[::1]", 200)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://localhost:3000", 200)]
    public async Task A_page_of_another_origin_cannot_use_the_open_loopback(string header, string value, int status)
    {
        await using var server = await ApiServer.StartAsync();

        using var response = await server.AskAsync(Ask, (header, value));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_is_unauthenticated_on_grpc()
    {
        await using var server = await ApiServer.StartAsync();
        var client = new V1.ConversationService.ConversationServiceClient(server.Channel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.ListConversationsAsync(new(), new Metadata { { "authorization", "Bearer wrong" } }));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true, true)]
    [InlineData("http://[::1]:8080", false, true)]
    [InlineData("http://localhost:8080", false, true)]
    [InlineData("http://0.0.0.0:8080", true, false)]
    [InlineData("http://*:8080", true, false)]
    [InlineData("https://0.0.0.0:8443", false, false)]
    [InlineData("https://0.0.0.0:8443", true, true)]
    public void Off_loopback_nothing_is_served_without_keys_and_tls(string address, bool keys, bool served)
    {
        var options = new ApiOptions();
        if (keys)
            options.Keys.Add(new());

        Assert.Equal(served, LoopbackGuard.Problem(address, options) is null);
    }

    [Fact]
    public async Task A_host_that_other_machines_reach_without_tls_does_not_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://0.0.0.0:0");
        builder.Services.AddSingleton<IConversations>(new ScriptedConversations());
        builder.Services.AddOrchestratorApi(static options =>
        {
            options.NodeName = "node-1";
            options.EnteredZone = Zone.Device;
            options.AllowAnonymousLoopback = true;
        });
        await using var app = builder.Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("bind 127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_key_with_two_sets_of_rights_is_refused_at_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IConversations>(new ScriptedConversations());
        builder.Services.AddOrchestratorApi(static options =>
        {
            options.NodeName = "node-1";
            options.EnteredZone = Zone.Device;
            options.Keys.Add(new() { Id = "a", Sha256 = new('a', 64), Tenant = "t", Owner = "o", Site = "s" });
            options.Keys.Add(new() { Id = "b", Sha256 = new('A', 64), Tenant = "t", Owner = "o", Site = "s", Admin = true });
        });
        await using var app = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.StartsWith("Orchestrator:Auth:Keys:1:Sha256", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_could_not_serve_are_named_at_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IConversations>(new ScriptedConversations());
        builder.Services.AddOrchestratorApi(static options => options.Keys.Add(new() { Sha256 = "the key itself" }));
        await using var app = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains(refused.Failures, static f => f.StartsWith("ApiOptions.NodeName", StringComparison.Ordinal));
        Assert.Contains(refused.Failures, static f => f.StartsWith("Orchestrator:Auth:Keys:0:Sha256", StringComparison.Ordinal));
        Assert.DoesNotContain("the key itself", refused.Message, StringComparison.Ordinal);
    }
}
