using System.Net;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

/// <summary>The gRPC API as JSON over HTTP.</summary>
public sealed class TranscodingTests : ApiTest
{
    private static readonly string s_conversation = Turns.Conversation.ToString();

    [Fact]
    public async Task A_turn_is_started_as_over_grpc()
    {
        using var response = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", """{"turnId":"t1","input":[{"role":"ROLE_USER","text":"hi"}],"future":1}""");

        using var turn = await JsonOf(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((s_conversation, "t1", "mini-fits"), (Text(turn, "conversation"), Text(turn, "turnId"), turn.RootElement.GetProperty("route").GetProperty("reasonCode").GetString()));
        Assert.Equal(("anonymous", "hi"), (Conversations.Asked.Single().Caller.KeyId, Conversations.Asked.Single().Request.Input[0].Text));
    }

    [Fact]
    public async Task A_turn_is_streamed_one_update_a_line_from_any_cursor()
    {
        var sent = await Server.Http.PostAsync("/orchestrator/v1/turns/send", new StringContent("""{"input":[{"role":"ROLE_USER","text":"hi"}]}""", null, "application/json"));
        var read = await Server.Http.GetAsync($"/orchestrator/v1/conversations/{s_conversation}/turns/t1/updates?from.attempt=1&from.offset=0");

        foreach (var response in new[] { sent, read })
        {
            var updates = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToArray();
            Assert.Equal(["started", "text", "text", "ended"], updates.Select(static u => u.EnumerateObject().Single().Name));
            Assert.Equal("Héllo", string.Concat(updates[1..3].Select(static u => u.GetProperty("text").GetProperty("text").GetString())));
            Assert.Equal("TURN_STATE_COMPLETED", updates[3].GetProperty("ended").GetProperty("turn").GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task Conversations_turns_feedback_and_erasures_have_their_paths()
    {
        Server.Erasure.There.Add(("default", "developer", Turns.Conversation));
        using var conversations = await JsonOf(await Server.Http.GetAsync("/orchestrator/v1/conversations?page_size=7"));
        using var conversation = await JsonOf(await Server.Http.GetAsync($"/orchestrator/v1/conversations/{s_conversation}"));
        using var turns = await JsonOf(await Server.Http.GetAsync($"/orchestrator/v1/conversations/{s_conversation}/turns"));
        using var cancelled = await JsonOf(await Server.SendAsync(HttpMethod.Post, $"/orchestrator/v1/conversations/{s_conversation}/turns/t1/cancel"));
        using var judged = await JsonOf(await Server.SendAsync(HttpMethod.Post, $"/orchestrator/v1/conversations/{s_conversation}/turns/t1/feedback", """{"rating":"RATING_GOOD"}"""));
        using var erased = await JsonOf(await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/erasures", $$"""{"conversation":"{{s_conversation}}","erasureId":"e-1"}"""));

        Assert.Equal(7, conversations.RootElement.GetProperty("conversations")[0].GetProperty("turns").GetInt32());
        Assert.Equal("next", Text(conversations, "nextPageToken"));
        Assert.Equal(s_conversation, Text(conversation, "id"));
        Assert.Equal("turn-1", turns.RootElement.GetProperty("turns")[0].GetProperty("turnId").GetString());
        Assert.Equal("TURN_STATE_CANCELLED", Text(cancelled, "state"));
        Assert.Equal("RATING_GOOD", judged.RootElement.GetProperty("feedback")[0].GetProperty("feedback").GetProperty("rating").GetString());
        Assert.Equal("e-1", Text(erased, "erasureId"));
    }

    [Theory]
    [InlineData(ErrorReason.PrivacyRefused, HttpStatusCode.Forbidden, 7)]
    [InlineData(ErrorReason.InvalidRequest, HttpStatusCode.BadRequest, 3)]
    [InlineData(ErrorReason.NotFound, HttpStatusCode.NotFound, 5)]
    [InlineData(ErrorReason.TurnIdReused, HttpStatusCode.Conflict, 6)]
    [InlineData(ErrorReason.NoTargetAvailable, HttpStatusCode.ServiceUnavailable, 14)]
    [InlineData(ErrorReason.Busy, HttpStatusCode.TooManyRequests, 8)]
    public async Task A_refusal_is_a_status_in_json_with_its_details(ErrorReason reason, HttpStatusCode status, int code)
    {
        Conversations.Script = _ => throw new OrchestratorException(reason, "Refused as scripted.", "input");

        using var response = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", """{"input":[{"role":"ROLE_USER","text":"hi"}]}""");

        using var refusal = await JsonOf(response);
        Assert.Equal((status, code, "Refused as scripted."), (response.StatusCode, refusal.RootElement.GetProperty("code").GetInt32(), Text(refusal, "message")));
        var details = refusal.RootElement.GetProperty("details").EnumerateArray().ToDictionary(static d => d.GetProperty("@type").GetString()!);
        var info = details["type.googleapis.com/google.rpc.ErrorInfo"];
        Assert.Equal("orchestrator", info.GetProperty("domain").GetString());
        Assert.Equal(reason.ToString().ToUpperInvariant(), info.GetProperty("reason").GetString()!.Replace("_", "", StringComparison.Ordinal));
        Assert.Equal("input", details["type.googleapis.com/google.rpc.BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"input":"hi"}""")]
    [InlineData("""{"input":[{"role":"ROLE_UNKNOWN_TO_ALL"}]}""")]
    public async Task What_is_no_request_is_refused_and_asks_for_nothing(string body)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", body);

        using var refusal = await JsonOf(response);
        Assert.Equal((HttpStatusCode.BadRequest, 3), (response.StatusCode, refusal.RootElement.GetProperty("code").GetInt32()));
        Assert.Empty(Conversations.Asked);
    }

    [Theory]
    [InlineData("turns", """{"input":[{"role":"ROLE_USER","text":"hi"},{"role":"user","text":"hi"}]}""", "input[1].role", "ROLE_ASSISTANT")]
    [InlineData("turns/send", """{"preference":{"mode":"only_device"},"input":[{"role":1,"text":"hi"}]}""", "preference.mode", "PREFERENCE_MODE_ONLY_DEVICE")]
    [InlineData("conversations/00000000000000000000000000000001/turns/t1/feedback", """{"rating":"good"}""", "feedback.rating", "RATING_GOOD")]
    public async Task A_name_that_an_enum_does_not_have_is_refused_by_its_field_with_those_that_it_has(string path, string body, string field, string allowed)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, $"/orchestrator/v1/{path}", body);

        using var refusal = await JsonOf(response);
        var details = refusal.RootElement.GetProperty("details").EnumerateArray().ToDictionary(static d => d.GetProperty("@type").GetString()!);
        Assert.Equal((HttpStatusCode.BadRequest, 3), (response.StatusCode, refusal.RootElement.GetProperty("code").GetInt32()));
        Assert.StartsWith($"'{field}' is one of ", Text(refusal, "message"), StringComparison.Ordinal);
        Assert.Contains(allowed, Text(refusal, "message"), StringComparison.Ordinal);
        Assert.Equal(field, details["type.googleapis.com/google.rpc.BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
        Assert.Equal("INVALID_REQUEST", details["type.googleapis.com/google.rpc.ErrorInfo"].GetProperty("reason").GetString());
        Assert.Empty(Conversations.Asked);
    }

    [Theory]
    [InlineData("max_tokens", "options.max_output_tokens")]
    [InlineData("temperature", "options.temperature")]
    [InlineData("response_format.schema", "options.response_format.schema")]
    [InlineData("model", "preference.model")]
    [InlineData("tools[1].name", "tools[1].name")]
    public async Task A_field_that_is_refused_is_named_as_the_message_names_it(string engines, string field)
    {
        Conversations.Script = _ => throw new OrchestratorException(ErrorReason.InvalidRequest, "Refused as scripted.", engines);

        using var response = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", """{"input":[{"role":"ROLE_USER","text":"hi"}]}""");

        using var refusal = await JsonOf(response);
        var details = refusal.RootElement.GetProperty("details").EnumerateArray().ToDictionary(static d => d.GetProperty("@type").GetString()!);
        Assert.Equal(field, details["type.googleapis.com/google.rpc.BadRequest"].GetProperty("fieldViolations")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_same_callers_are_admitted_as_on_the_other_faces()
    {
        const string Turn = """{"input":[{"role":"ROLE_USER","text":"hi"}]}""";
        using var wrongKey = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", Turn, ("Authorization", "Bearer wrong"));
        using var otherOrigin = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", Turn, ("Origin", "https://evil.example"));
        using var otherHost = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", Turn, ("Host", "evil.example"));
        Assert.Empty(Conversations.Asked);
        using var key = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", Turn, ("Authorization", $"Bearer {ApiServer.Key}"));

        Assert.All([wrongKey, otherOrigin, otherHost], static r => Assert.Equal(HttpStatusCode.Unauthorized, r.StatusCode));
        Assert.Equal((HttpStatusCode.OK, "k1"), (key.StatusCode, Conversations.Asked.Single().Caller.KeyId));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        var body = $$"""{"input":[{"role":"ROLE_USER","text":"{{new string('x', 5 * 1024 * 1024)}}"}]}""";

        using var response = await Server.SendAsync(HttpMethod.Post, "/orchestrator/v1/turns", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(Conversations.Asked);
    }

    [Fact]
    public async Task An_unknown_path_is_a_status_too()
    {
        using var response = await Server.Http.GetAsync("/orchestrator/v1/nothing");

        using var refusal = await JsonOf(response);
        Assert.Equal((HttpStatusCode.NotFound, 5), (response.StatusCode, refusal.RootElement.GetProperty("code").GetInt32()));
    }

    private static string? Text(JsonDocument json, string field) => json.RootElement.GetProperty(field).GetString();

    private static async Task<JsonDocument> JsonOf(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync());
}
