using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Tests;

public sealed class CompletionTests : ApiTest
{
    private const string Ask = """{"model":"auto","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_completion_is_worded_as_the_protocol_words_it()
    {
        using var response = await Server.AskAsync(Ask, ("Idempotency-Key", "t1"));

        Assert.Equal(
            """{"id":"chatcmpl-t1","object":"chat.completion","created":1795435200,"model":"mini-answers@sha256:ab12","choices":[{"index":0,"message":{"role":"assistant","content":"Héllo","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"orchestrator":{"tier":"mini","zone":"gateway","node":"gateway-1","model":"mini-answers@sha256:ab12","stand_in":false,"reason":"mini-fits","reasons":["mini-answers is 93% sure"],"attempt":1,"fallback":false,"policy":"default-1","entered":"device","confidence":0.93,"cost_usd":0.000125,"costs":[],"conversation":"0102030405060708090a0b0c0d0e0f10","turn":"t1","label":{"level":"restricted","categories":["CREDIT_CARD"]},"left":[{"target":"mini@gateway-1","zone":"gateway","verdict":"allow","sealed":true,"stayed_in_zone":false,"bytes":321,"disclosed":{"CREDIT_CARD":1},"pseudonymized":{},"withheld":{},"withheld_answers":0,"digest":"00ff"}]}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_route_is_told_in_headers()
    {
        using var response = await Server.AskAsync(Ask, ("Idempotency-Key", "t1"));

        var route = response.Headers.Where(static h => h.Key.StartsWith("x-orchestrator-", StringComparison.Ordinal)).ToDictionary(static h => h.Key[15..], static h => h.Value.Single());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["tier"] = "mini",
                ["zone"] = "gateway",
                ["node"] = "gateway-1",
                ["model"] = "mini-answers@sha256:ab12",
                ["reason"] = "mini-fits",
                ["entered"] = "device",
                ["conversation"] = "0102030405060708090a0b0c0d0e0f10",
                ["turn"] = "t1",
                ["attempt"] = "1",
                ["fallback"] = "false",
                ["policy"] = "default-1",
            },
            route);
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_with_other_letters_is_made_printable()
    {
        Conversations.Script = static _ => [new TurnEnded(Turns.Answered("t", Message.Assistant("x")) with
        {
            Route = Turns.Route with { Target = Turns.Route.Target! with { Node = "Küche\n" } },
        })];

        using var response = await Server.AskAsync(Ask);

        Assert.Equal("K?che?", response.Headers.GetValues("x-orchestrator-node").Single());
    }

    [Fact]
    public async Task Tool_calls_are_whole_and_content_is_null()
    {
        Conversations.Script = static _ => Turns.Calls("t");

        using var response = await Server.AskAsync(Ask);

        var choice = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal("""{"room":"hall"}""", choice.GetProperty("message").GetProperty("tool_calls")[1].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task What_follows_the_last_answer_is_new_and_the_rest_is_history()
    {
        using var response = await Server.AskAsync("""
            {"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},
            {"role":"user","content":"c"},{"role":"user","content":"d"}]}
            """);

        var asked = Conversations.Asked.Single().Request;
        Assert.Equal(["s", "a", "b"], asked.History.Select(static m => m.Text));
        Assert.Equal(["c", "d"], asked.Input.Select(static m => m.Text));
        Assert.Null(asked.Conversation);
        Assert.False(asked.AllowRestart);
    }

    [Fact]
    public async Task A_named_conversation_is_sent_only_what_is_new()
    {
        using var response = await Server.AskAsync(
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}""",
            ("x-orchestrator-conversation", Turns.Conversation.ToString()));

        var asked = Conversations.Asked.Single().Request;
        Assert.Empty(asked.History);
        Assert.Equal(["c"], asked.Input.Select(static m => m.Text));
        Assert.Equal(Turns.Conversation, asked.Conversation);
    }

    [Fact]
    public async Task Preferences_are_read_from_the_body_and_a_header_wins()
    {
        using var response = await Server.AskAsync(
            """{"model":"mini","messages":[{"role":"user","content":"a"}],"orchestrator":{"preference":"only-cloud","quality":0.25,"max_cost":0.5,"max_latency":800}}""",
            ("x-orchestrator-preference", "only-device"),
            ("x-orchestrator-max-cost", "0.002"));

        Assert.Equal(
            new RoutePreference { Model = "mini", Mode = RoutePreferenceMode.OnlyDevice, Quality = 0.25, MaxCost = 0.002m, MaxLatency = TimeSpan.FromMilliseconds(800) },
            Conversations.Asked.Single().Request.Preference);
    }

    [Fact]
    public async Task A_used_key_with_another_body_is_422_and_not_to_be_repeated()
    {
        using var first = await Server.AskAsync(Ask, ("Idempotency-Key", "t1"));
        using var second = await Server.AskAsync(Ask, ("Idempotency-Key", "t1"));
        using var other = await Server.AskAsync(Ask.Replace("hi", "ho", StringComparison.Ordinal), ("Idempotency-Key", "t1"));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("false", other.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task A_body_of_two_megabytes_is_accepted()
    {
        var body = Ask.Replace("hi", new string('x', 2_000_000), StringComparison.Ordinal);

        using var response = await Server.AskAsync(body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2_000_000, Conversations.Asked.Single().Request.Input[0].Text.Length);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"stream":true}""")]
    [InlineData("/v1/responses", """{"input":"hi"}""")]
    [InlineData("/v1/chat/completions", """{"messages":[]}""")]
    [InlineData("/v1/nothing", "{}")]
    public async Task Every_answer_and_error_tells_how_long_it_took_and_names_its_request(string path, string body)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, path, body);

        Assert.True(int.Parse(response.Headers.GetValues("openai-processing-ms").Single(), System.Globalization.CultureInfo.InvariantCulture) >= 0);
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_tell_tier_zone_and_stand_in()
    {
        var listed = await Server.Http.GetFromJsonAsync<JsonElement>("/v1/models");
        var standIn = await Server.Http.GetStringAsync("/v1/models/echo@stand-in");

        Assert.Equal(["auto", "echo@stand-in"], listed.GetProperty("data").EnumerateArray().Select(static m => m.GetProperty("id").GetString()!));
        Assert.Equal(
            """{"id":"echo@stand-in","object":"model","created":0,"owned_by":"stand-in","orchestrator":{"tier":"cloud","zone":"cloud/stand-in","embeds":false,"stand_in":true,"available":true,"unavailable":null}}""",
            standIn);
    }
}
