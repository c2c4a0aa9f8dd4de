using System.Net;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

/// <summary>The items of conversations and responses, page by page.</summary>
public sealed class ConversationItemTests : ApiTest
{
    private static readonly string s_items = $"/v1/conversations/conv_{Turns.Conversation}/items";

    [Fact]
    public async Task The_last_item_comes_first_unless_the_other_order_is_asked_for()
    {
        Conversations.Said = Talk(2);

        var down = await ListAsync("");
        var up = await ListAsync("?order=asc");

        Assert.Equal(["answer 2", "question 2", "answer 1", "question 1"], Texts(down));
        Assert.Equal(["question 1", "answer 1", "question 2", "answer 2"], Texts(up));
        Assert.Equal((Ids(down)[0], Ids(down)[^1], false), (down.GetProperty("first_id").GetString(), down.GetProperty("last_id").GetString(), down.GetProperty("has_more").GetBoolean()));
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole_without_a_gap_or_a_double()
    {
        Conversations.Said = Talk(35);
        var read = new List<string>();
        var pages = 0;
        JsonElement page;
        do
        {
            page = await ListAsync($"?order=asc&limit=20{(read.Count > 0 ? $"&after={read[^1]}" : "")}");
            read.AddRange(Ids(page));
            Assert.Equal(read[^1], page.GetProperty("last_id").GetString());
            pages++;
        }
        while (page.GetProperty("has_more").GetBoolean());

        Assert.Equal((4, 70, 70), (pages, read.Count, read.Distinct().Count()));
        Assert.Equal(read.AsEnumerable().Reverse().Take(20), Ids(await ListAsync("")));
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_item_says_that_no_more_come_and_one_after_it_is_empty()
    {
        Conversations.Said = Talk(1);
        var whole = await ListAsync("?order=asc&limit=2");
        var after = await ListAsync($"?order=asc&after={Ids(whole)[^1]}");

        Assert.False(whole.GetProperty("has_more").GetBoolean());
        Assert.Empty(Ids(after));
        Assert.Equal(JsonValueKind.Null, after.GetProperty("first_id").ValueKind);
    }

    [Fact]
    public async Task Every_item_that_is_listed_is_found_alone_and_is_the_same()
    {
        Conversations.Said =
        [
            Turns.Answered("t1", new() { Role = Role.Assistant, Text = "I call", ToolCalls = [new("c1", "f", "{}"), new("c2", "g", "{}")] }, "tool_calls"),
            Turns.Answered("t2", Message.Assistant("done")) with { Input = [new() { Role = Role.Tool, ToolCallId = "c1", Text = "1" }, new() { Role = Role.Tool, ToolCallId = "c2", Text = "2" }] },
        ];
        var listed = (await ListAsync("?order=asc")).GetProperty("data").EnumerateArray().ToArray();

        Assert.Equal(["message", "message", "function_call", "function_call", "function_call_output", "function_call_output", "message"], listed.Select(i => i.GetProperty("type").GetString()));
        foreach (var item in listed)
        {
            using var response = await Server.SendAsync(HttpMethod.Get, $"{s_items}/{item.GetProperty("id").GetString()}");
            Assert.Equal(item.GetRawText(), await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?order=up", "order")]
    [InlineData("?after=msg_nobody", "after")]
    public async Task A_page_that_makes_no_sense_is_refused_by_its_field(string query, string field)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, s_items + query);

        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, await ParamAsync(response)));
    }

    [Fact]
    public async Task An_unknown_item_is_not_found_and_none_is_deleted_alone()
    {
        using var unknown = await Server.SendAsync(HttpMethod.Get, s_items + "/msg_nobody");
        using var deleted = await Server.SendAsync(HttpMethod.Delete, s_items + "/msg_nobody");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, deleted.StatusCode));
        Assert.Contains($"DELETE /v1/conversations/conv_{Turns.Conversation}", await deleted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_response_was_asked_is_paged_alike()
    {
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/responses", """{"input":"hi"}""");
        using var id = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        using var response = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/{id.RootElement.GetProperty("id").GetString()}/input_items?limit=1");
        using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(["hi"], Texts(page.RootElement));
        Assert.False(page.RootElement.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task A_conversation_that_was_made_and_not_used_has_no_items()
    {
        Conversations.Missing = true;
        using var made = await Server.SendAsync(HttpMethod.Post, "/v1/conversations");
        using var conversation = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        using var items = await Server.SendAsync(HttpMethod.Get, $"/v1/conversations/{conversation.RootElement.GetProperty("id").GetString()}/items");
        using var page = JsonDocument.Parse(await items.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, 0), (items.StatusCode, page.RootElement.GetProperty("data").GetArrayLength()));
    }

    private static List<Orchestrator.Conversations.TurnView> Talk(int turns) => [.. Enumerable.Range(1, turns).Select(i => Turns.Answered($"t{i}", Message.Assistant($"answer {i}")) with { Input = [Message.User($"question {i}")] })];

    private async Task<JsonElement> ListAsync(string query)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, s_items + query);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.Clone();
    }

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    private static string[] Texts(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("content")[0].GetProperty("text").GetString()!)];

    private static async Task<string?> ParamAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("error").GetProperty("param").GetString();
    }
}
