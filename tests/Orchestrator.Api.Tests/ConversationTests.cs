using System.Net;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

/// <summary><c>/v1/conversations</c>.</summary>
public sealed class ConversationTests : ApiTest
{
    [Fact]
    public async Task One_that_was_made_is_found_before_its_first_turn_by_its_caller_alone()
    {
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/conversations", """{"metadata":{"a":"b"}}""");
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var id = json.RootElement.GetProperty("id").GetString();
        using var found = await Server.SendAsync(HttpMethod.Get, $"/v1/conversations/{id}");
        using var others = await Server.SendAsync(HttpMethod.Get, $"/v1/conversations/{id}", null, ("Authorization", $"Bearer {ApiServer.Key}"));
        using var unknown = await Server.SendAsync(HttpMethod.Get, "/v1/conversations/conv_00000000000000000000000000000001");

        Assert.Equal(("conversation", "b"), (json.RootElement.GetProperty("object").GetString(), json.RootElement.GetProperty("metadata").GetProperty("a").GetString()));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound], new[] { found, others, unknown }.Select(static r => r.StatusCode));
    }

    [Fact]
    public async Task Its_items_are_what_was_said_and_deleting_erases_it()
    {
        Server.Erasure.There.Add(("default", "developer", Turns.Conversation));
        using var items = await Server.SendAsync(HttpMethod.Get, $"/v1/conversations/conv_{Turns.Conversation}/items");
        using var deleted = await Server.SendAsync(HttpMethod.Delete, $"/v1/conversations/conv_{Turns.Conversation}", null, ("Idempotency-Key", "e1"));

        Assert.Contains("\"text\":\"hi\"", await items.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"id":"conv_{{Turns.Conversation}}","object":"conversation.deleted","deleted":true}""", await deleted.Content.ReadAsStringAsync());
        Assert.Equal("e1", deleted.Headers.GetValues("x-orchestrator-erasure").Single());
    }

    [Fact]
    public async Task One_that_was_made_and_not_used_is_deleted_by_its_caller_alone()
    {
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/conversations");
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var id = json.RootElement.GetProperty("id").GetString();
        using var others = await Server.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}", null, ("Authorization", $"Bearer {ApiServer.Key}"));
        using var unknown = await Server.SendAsync(HttpMethod.Delete, "/v1/conversations/conv_00000000000000000000000000000001");
        using var deleted = await Server.SendAsync(HttpMethod.Delete, $"/v1/conversations/{id}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK), (others.StatusCode, unknown.StatusCode, deleted.StatusCode));
        Assert.Equal($$"""{"id":"{{id}}","object":"conversation.deleted","deleted":true}""", await deleted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Items_without_a_turn_are_refused()
    {
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/conversations", """{"items":[{"role":"user","content":"hi"}]}""");
        using var added = await Server.SendAsync(HttpMethod.Post, $"/v1/conversations/conv_{Turns.Conversation}/items", """{"items":[]}""");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], new[] { made, added }.Select(static r => r.StatusCode));
    }
}
