using System.Net;
using System.Text.Json;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Tests;

/// <summary>The items of conversations, byte for byte: the fields that OpenAI's specification requires of each kind, and no other.</summary>
public sealed class ConversationItemWireTests : ApiTest
{
    private static readonly string s_conversation = $"/v1/conversations/conv_{Turns.Conversation}";

    // The fields that the specification requires of each kind of item and content, besides its type.
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["message"] = ["content", "id", "role", "status"],
        ["function_call"] = ["arguments", "call_id", "id", "name", "status"],
        ["function_call_output"] = ["call_id", "id", "output", "status"],
        ["input_text"] = ["text"],
        ["input_image"] = ["detail", "image_url"],
        ["input_file"] = ["file_data", "filename"],
        ["output_text"] = ["annotations", "logprobs", "text"],
    };

    [Fact]
    public async Task Every_kind_of_item_has_the_fields_of_the_specification_and_no_other()
    {
        Conversations.Said = Said();

        var (_, body) = await SendAsync(HttpMethod.Get, "/items?order=asc&include=message.output_text.logprobs");

        using var page = JsonDocument.Parse(body);
        Assert.Equal(["data", "first_id", "has_more", "last_id", "object"], Names(page.RootElement));
        var items = page.RootElement.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(
            ["message system", "message user", "message assistant", "function_call", "function_call_output", "message assistant"],
            items.Select(static i => $"{i.GetProperty("type").GetString()} {(i.TryGetProperty("role", out var role) ? role.GetString() : "")}".Trim()));
        foreach (var part in items.Concat(items.Where(static i => i.TryGetProperty("content", out _)).SelectMany(static i => i.GetProperty("content").EnumerateArray())))
            Assert.Equal(s_required[part.GetProperty("type").GetString()!], Names(part).Where(static n => n != "type"));
    }

    [Fact]
    public async Task A_list_of_each_kind_is_this_text()
    {
        Conversations.Said = Said();

        var (status, body) = await SendAsync(HttpMethod.Get, "/items?order=asc");

        var (one, two) = (Suffix("t1"), Suffix("t2"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            $$"""
            {"object":"list","data":[
            {"type":"message","id":"in_{{one}}_0","role":"system","content":[{"type":"input_text","text":"Be short."}],"status":"completed"},
            {"type":"message","id":"in_{{one}}_1","role":"user","content":[{"type":"input_text","text":"Lights out"},{"type":"input_image","image_url":"https://a.example/hall.png","detail":"low"}],"status":"completed"},
            {"type":"message","id":"msg_{{one}}","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"I will."}]},
            {"type":"function_call","id":"fc_{{one}}_0","status":"completed","call_id":"c1","name":"lights_off","arguments":"{\"room\":\"hall\"}"},
            {"type":"function_call_output","id":"fco_{{two}}_0","call_id":"c1","output":"off","status":"completed"},
            {"type":"message","id":"msg_{{two}}","status":"incomplete","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Dark n"}]}
            ],"first_id":"in_{{one}}_0","last_id":"msg_{{two}}","has_more":false}
            """.ReplaceLineEndings(""),
            body);
    }

    [Theory]
    [InlineData("GET", "/items/msg_nobody", 404, "not_found", "item_id")]
    [InlineData("GET", "/items?limit=0", 400, "invalid_request", "limit")]
    [InlineData("GET", "/items?after=msg_nobody", 400, "invalid_request", "after")]
    [InlineData("POST", "/items", 400, "unsupported", "items")]
    [InlineData("DELETE", "/items/msg_nobody", 400, "unsupported", "item_id")]
    [InlineData("PUT", "/items", 405, "method_not_allowed", null)]
    public async Task What_is_refused_is_an_error_object_that_official_clients_read_and_do_not_repeat(string method, string path, int status, string code, string? field)
    {
        Conversations.Said = Said();

        var (answered, body) = await SendAsync(new(method), path);

        using var json = JsonDocument.Parse(body);
        var error = json.RootElement.GetProperty("error");
        Assert.Equal(["error"], Names(json.RootElement));
        Assert.Equal(["code", "message", "param", "type"], Names(error));
        Assert.Equal((status, code, field, "invalid_request_error"), ((int)answered, error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.NotEqual("", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/items")]
    public async Task A_conversation_that_nobody_knows_is_the_same_error_for_itself_and_its_items(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/v1/conversations/conv_ABC" + path);

        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("conversation_id", json.RootElement.GetProperty("error").GetProperty("param").GetString());
    }

    private static List<TurnView> Said() =>
    [
        Turns.Answered("t1", new() { Role = Role.Assistant, Text = "I will.", ToolCalls = [new("c1", "lights_off", """{"room":"hall"}""")] }, "tool_calls") with
        {
            Input = [new() { Role = Role.System, Text = "Be short." }, Message.User("Lights out") with { Attachments = [new() { Kind = AttachmentKinds.Image, Url = "https://a.example/hall.png", Detail = "low" }] }],
        },
        Turns.Answered("t2", Message.Assistant("Dark n"), "length") with { Input = [new() { Role = Role.Tool, ToolCallId = "c1", Text = "off" }] },
    ];

    private static string Suffix(string turn) => Orchestrator.Api.Responses.ResponseId.Suffix(Turns.View(turn));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path)
    {
        using var response = await Server.SendAsync(method, s_conversation + path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
