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
    public async Task Metadata_is_not_changed_and_the_refusal_says_where_to_keep_it()
    {
        using var refused = await Server.SendAsync(HttpMethod.Post, $"/v1/conversations/conv_{Turns.Conversation}", """{"metadata":{"a":"b"}}""");
        using var json = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        var error = json.RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, "unsupported", "metadata"), (refused.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Contains("Keep it with your own records", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("17 pairs")]
    [InlineData("a long key")]
    [InlineData("a long value")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{"b":"c"}}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":"a"}""")]
    public async Task Metadata_beyond_the_protocols_limits_is_refused_everywhere(string metadata)
    {
        metadata = metadata switch
        {
            "17 pairs" => Pairs(17),
            "a long key" => $$"""{"{{new string('k', 65)}}":"v"}""",
            "a long value" => $$"""{"k":"{{new string('v', 513)}}"}""",
            _ => metadata,
        };
        foreach (var path in new[] { "/v1/conversations", "/v1/responses", "/v1/chat/completions" })
        {
            using var refused = await Server.SendAsync(HttpMethod.Post, path, WithMetadata(metadata));
            using var json = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
            var error = json.RootElement.GetProperty("error");

            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", "metadata"), (refused.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        }

        Assert.Empty(Conversations.Asked);
    }

    [Theory]
    [InlineData("/v1/conversations")]
    [InlineData("/v1/responses")]
    [InlineData("/v1/chat/completions")]
    public async Task Metadata_at_the_protocols_limits_is_taken_everywhere(string path)
    {
        foreach (var metadata in new[] { "null", "{}", Pairs(16), $$"""{"{{new string('k', 64)}}":"{{string.Concat(Enumerable.Repeat("🙂", 512))}}"}""" })
        {
            using var taken = await Server.SendAsync(HttpMethod.Post, path, WithMetadata(metadata));
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }
    }

    [Fact]
    public async Task Items_without_a_turn_are_refused()
    {
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/conversations", """{"items":[{"role":"user","content":"hi"}]}""");
        using var added = await Server.SendAsync(HttpMethod.Post, $"/v1/conversations/conv_{Turns.Conversation}/items", """{"items":[]}""");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], new[] { made, added }.Select(static r => r.StatusCode));
    }

    private static string Pairs(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"k{i}\":\"v\""))}}}";

    private static string WithMetadata(string metadata) => $$"""{"input":"hi","messages":[{"role":"user","content":"hi"}],"metadata":{{metadata}}}""";
}
