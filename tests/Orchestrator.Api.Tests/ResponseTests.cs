using System.Net;
using System.Text.Json;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Tests;

/// <summary><c>/v1/responses</c> as the protocol words it.</summary>
public sealed class ResponseTests : ApiTest
{
    private const string Ask = """{"model":"auto","input":"hi","unknown":[1]}""";
    private const string Suffix = "0102030405060708090a0b0c0d0e0f10dDE";

    [Fact]
    public async Task A_response_is_worded_as_the_protocol_words_it()
    {
        using var response = await AskAsync("""{"input":"hi","instructions":"Be brief.","temperature":0.5,"metadata":{"a":"b"},"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},"tools":[{"type":"function","name":"f","parameters":{},"strict":true}],"tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.StartsWith(
            """{"id":"resp_0102030405060708090a0b0c0d0e0f10dDE","object":"response","created_at":1795435200,"status":"completed","background":false,"error":null,"incomplete_details":null,"instructions":"Be brief.","max_output_tokens":null,"model":"mini-answers@sha256:ab12","output":[{"type":"message","id":"msg_0102030405060708090a0b0c0d0e0f10dDE","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Héllo"}]}],"parallel_tool_calls":false,"previous_response_id":null,"conversation":{"id":"conv_0102030405060708090a0b0c0d0e0f10"},"reasoning":{"effort":null,"summary":null},"store":true,"temperature":0.5,"top_p":null,"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},"tool_choice":{"type":"function","name":"f"},"tools":[{"type":"function","name":"f","description":"","parameters":{},"strict":true}],"truncation":"disabled","usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":7},"user":null,"metadata":{"a":"b"},"orchestrator":{"tier":"mini",""",
            body,
            StringComparison.Ordinal);
        Assert.Equal("mini-fits", response.Headers.GetValues("x-orchestrator-reason").Single());
        var request = Conversations.Asked.Single().Request;
        Assert.Equal([new() { Role = Role.System, Text = "Be brief." }, Message.User("hi")], request.Input.AsEnumerable());
        Assert.Equal(("json_schema", "s", "f"), (request.Options.ResponseFormat!.Type, request.Options.ResponseFormat.Name, request.Options.ToolChoice));
    }

    [Fact]
    public async Task A_streamed_response_tells_its_events_in_the_order_of_the_protocol()
    {
        var events = await StreamAsync("""{"input":"hi","stream":true}""");

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(static e => e.GetProperty("type").GetString()));
        // A delta counts its bytes: "Hé" has three, and so has "llo".
        Assert.Equal([0, 1, 2, 3, 6, 9, 10, 11, 12, 13], events.Select(static e => e.GetProperty("sequence_number").GetInt32()));
        Assert.Equal("Héllo", string.Concat(events.Where(static e => e.TryGetProperty("delta", out _)).Select(static e => e.GetProperty("delta").GetString())));
        Assert.All(events.Where(static e => e.TryGetProperty("item_id", out _)), static e => Assert.Equal($"msg_{Suffix}", e.GetProperty("item_id").GetString()));
        Assert.Equal("in_progress", events[0].GetProperty("response").GetProperty("status").GetString());
        Assert.Equal(7, events[^1].GetProperty("response").GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Parallel_tool_calls_are_items_of_their_own_with_whole_arguments()
    {
        Conversations.Script = static request => Turns.Calls(request.TurnId!);
        var events = await StreamAsync("""{"input":"dark","stream":true}""");

        var output = events[^1].GetProperty("response").GetProperty("output");
        Assert.Equal(["c1", "c2"], output.EnumerateArray().Select(static i => i.GetProperty("call_id").GetString()));
        var done = events.Where(static e => e.GetProperty("type").GetString() == "response.function_call_arguments.done").ToList();
        Assert.Equal([0, 1], done.Select(static e => e.GetProperty("output_index").GetInt32()));
        Assert.Equal("""{"room":"hall"}""", done[1].GetProperty("arguments").GetString());
        Assert.Equal(output[1].GetProperty("id").GetString(), done[1].GetProperty("item_id").GetString());
    }

    [Fact]
    public async Task A_failure_before_the_first_content_is_a_status_and_one_after_it_an_event()
    {
        Conversations.Script = static _ => Turns.Fails(ErrorReason.NoTargetAvailable);
        using var early = await AskAsync("""{"input":"hi","stream":true}""");
        Conversations.Script = static _ => Turns.Fails(ErrorReason.AnswerCutOff, afterContent: true);
        var events = await StreamAsync("""{"input":"hi","stream":true}""", "t2");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        var last = events[^1];
        Assert.Equal("response.failed", last.GetProperty("type").GetString());
        Assert.Equal(("failed", "answer_cut_off"), (last.GetProperty("response").GetProperty("status").GetString(), last.GetProperty("response").GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task What_was_asked_not_to_be_stored_is_said_to_be_stored_because_it_is(string store)
    {
        using var whole = await Server.SendAsync(HttpMethod.Post, "/v1/responses", $$"""{"input":"hi","store":{{store}}}""");
        using var streamed = await Server.SendAsync(HttpMethod.Post, "/v1/responses", $$"""{"input":"hi","store":{{store}},"stream":true}""");

        Assert.Contains("\"store\":true", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"store\":false", await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_reached_its_limit_is_incomplete()
    {
        Conversations.Script = static request => [new TurnStarted(Turns.View(request.TurnId!)), new TurnEnded(Turns.Answered(request.TurnId!, Message.Assistant("half"), "length"))];
        using var response = await AskAsync(Ask);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(("incomplete", "max_output_tokens"), (json.RootElement.GetProperty("status").GetString(), json.RootElement.GetProperty("incomplete_details").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Items_become_messages_and_calls_of_one_answer_become_one()
    {
        using var response = await AskAsync(
            """{"input":[{"role":"user","content":[{"type":"input_text","text":"da"},{"type":"input_text","text":"rk"}]},{"type":"reasoning","summary":[]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"ok"},{"type":"function_call_output","call_id":"c2","output":"ok"}]}""");

        var request = Conversations.Asked.Single().Request;
        Assert.Equal([Message.User("dark"), new() { Role = Role.Assistant, ToolCalls = [new("c1", "f", "{}"), new("c2", "f", "{}")] }], request.History.AsEnumerable());
        Assert.Equal(["c1", "c2"], request.Input.Select(static m => m.ToolCallId));
    }

    [Fact]
    public async Task The_previous_response_leads_into_its_conversation_where_it_was_the_last()
    {
        using var first = await AskAsync($$"""{"input":"more","previous_response_id":"{{IdOf("turn-1")}}"}""");
        using var unknown = await AskAsync($$"""{"input":"more","previous_response_id":"{{IdOf("turn-0")}}"}""", "t2");
        using var nonsense = await AskAsync("""{"input":"more","previous_response_id":"resp_nonsense"}""", "t3");
        using var both = await AskAsync($$"""{"input":"more","previous_response_id":"{{IdOf("turn-1")}}","conversation":"conv_{{Turns.Conversation}}"}""", "t4");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(Turns.Conversation, Conversations.Asked.Single().Request.Conversation);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.BadRequest], new[] { unknown, nonsense, both }.Select(static r => r.StatusCode));
    }

    [Fact]
    public async Task Pictures_recordings_and_files_are_attached_to_the_message()
    {
        using var response = await AskAsync("""{"input":[{"role":"user","content":[{"type":"input_text","text":"look"},{"type":"input_image","image_url":"data:image/png;base64,eA==","detail":"low"},{"type":"input_image","image_url":"https://pictures.example/a.png"},{"type":"input_audio","input_audio":{"data":"eA==","format":"mp3"}},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,eA=="}]}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var message = Conversations.Asked.Single().Request.Input.Single();
        Assert.Equal("look", message.Text);
        Assert.Equal(
            [
                new() { Kind = AttachmentKinds.Image, MediaType = "image/png", Data = "x"u8.ToArray(), Detail = "low" },
                new() { Kind = AttachmentKinds.Image, Url = "https://pictures.example/a.png" },
                new() { Kind = AttachmentKinds.Audio, MediaType = "audio/mpeg", Data = "x"u8.ToArray() },
                new() { Kind = AttachmentKinds.File, MediaType = "application/pdf", Name = "a.pdf", Data = "x"u8.ToArray() },
            ],
            message.Attachments.AsEnumerable());
    }

    [Theory]
    [InlineData("""{"model":"auto"}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","image_url":"x"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"input":[{"type":"item_reference","id":"x"}]}""", "input[0].type")]
    [InlineData("""{"input":[{"role":"assistant","content":"hi"}]}""", "input")]
    [InlineData("""{"input":"hi","background":1}""", "background")]
    [InlineData("""{"input":"hi","tools":[{"type":"web_search"}]}""", "tools[0].type")]
    [InlineData("""{"input":"hi","temperature":7}""", "temperature")]
    [InlineData("""{"input":"hi","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"input":"hi","text":{"format":{"type":"xml"}}}""", "text.format.type")]
    [InlineData("""{"input":"hi","stream":"yes"}""", "stream")]
    public async Task What_is_not_supported_is_refused_by_its_name(string body, string param)
    {
        using var response = await AskAsync(body);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.BadRequest, param), (response.StatusCode, json.RootElement.GetProperty("error").GetProperty("param").GetString()));
        Assert.Empty(Conversations.Asked);
    }

    [Fact]
    public async Task A_stream_that_broke_off_goes_on_after_any_event_however_the_text_is_cut_then()
    {
        var whole = await StreamAsync("""{"input":"hi","stream":true}""");
        Conversations.Script = static request => [new TurnStarted(Turns.View("t1")), new TurnText(1, 0, "Héllo"), new TurnEnded(Turns.Answered("t1", Message.Assistant("Héllo")))];

        for (var seen = -1; seen < whole.Count; seen++)
        {
            var after = seen < 0 ? "" : $"&starting_after={whole[seen].GetProperty("sequence_number").GetInt32()}";
            using var response = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/{IdOf("again")}?stream=true{after}");
            var rest = await EventsAsync(response);

            Assert.Equal(TextOf(whole.Skip(seen + 1)), TextOf(rest));
            Assert.Equal(whole.Skip(seen + 1).Where(NoDelta).Select(NameAndNumber), rest.Where(NoDelta).Select(NameAndNumber));
        }

        static bool NoDelta(JsonElement e) => !e.TryGetProperty("delta", out _);
        static string TextOf(IEnumerable<JsonElement> events) => string.Concat(events.Where(static e => e.TryGetProperty("delta", out _)).Select(static e => e.GetProperty("delta").GetString()));
        static (string?, int) NameAndNumber(JsonElement e) => (e.GetProperty("type").GetString(), e.GetProperty("sequence_number").GetInt32());
    }

    [Fact]
    public async Task Another_attempt_has_other_numbers_so_that_two_answers_are_never_joined()
    {
        var second = Turns.View("t1") with { Route = Turns.Route with { Attempt = 2 } };
        Conversations.Script = _ => [new TurnStarted(second), new TurnText(2, 0, "other"), new TurnEnded(Turns.Answered("t1", Message.Assistant("other")) with { Route = second.Route })];

        using var response = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/resp_{Suffix}?stream=true&starting_after=6");
        var events = await EventsAsync(response);

        Assert.Equal(("response.created", 1 << 24), (events[0].GetProperty("type").GetString(), events[0].GetProperty("sequence_number").GetInt32()));
    }

    [Theory]
    [InlineData(127, 126 << 24)]
    [InlineData(128, 127 << 24)]
    [InlineData(129, 127 << 24)]
    [InlineData(1000, 127 << 24)]
    public async Task However_often_a_turn_was_tried_its_events_are_told(int attempt, int number)
    {
        var last = Turns.View("t1") with { Route = Turns.Route with { Attempt = attempt } };
        Conversations.Script = _ => [new TurnStarted(last), new TurnText(attempt, 0, "other"), new TurnEnded(Turns.Answered("t1", Message.Assistant("other")) with { Route = last.Route })];

        var events = await StreamAsync("""{"input":"hi","stream":true}""");

        Assert.Equal(("response.created", number), (events[0].GetProperty("type").GetString(), events[0].GetProperty("sequence_number").GetInt32()));
        Assert.Equal("response.completed", events[^1].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task A_number_that_no_event_has_is_refused(string after)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/resp_{Suffix}?stream=true&starting_after={after}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_response_in_the_background_is_accepted_at_once_and_read_by_its_id()
    {
        using var response = await Server.SendAsync(HttpMethod.Post, "/v1/responses", """{"input":"hi","background":true}""");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, "in_progress", true), (response.StatusCode, json.RootElement.GetProperty("status").GetString(), json.RootElement.GetProperty("background").GetBoolean()));
        Assert.Equal(32, Conversations.Asked.Single().Request.TurnId!.Length);
        Assert.Equal(0, json.RootElement.GetProperty("output").GetArrayLength());
    }

    [Fact]
    public async Task A_response_is_read_again_and_deleted_by_its_id()
    {
        Server.Erasure.There.Add(("default", "developer", Turns.Conversation));
        using var found = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/{IdOf("turn-1")}");
        using var input = await Server.SendAsync(HttpMethod.Get, $"/v1/responses/{IdOf("turn-1")}/input_items");
        using var deleted = await Server.SendAsync(HttpMethod.Delete, $"/v1/responses/{IdOf("turn-1")}");
        using var wrong = await Server.SendAsync(HttpMethod.Put, $"/v1/responses/{IdOf("turn-1")}");

        Assert.Contains(IdOf("turn-1"), await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"text\":\"hi\"", await input.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"id":"{{IdOf("turn-1")}}","object":"response.deleted","deleted":true}""", await deleted.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, DELETE"), (wrong.StatusCode, string.Join(", ", wrong.Content.Headers.Allow)));
    }

    [Fact]
    public async Task A_response_of_a_conversation_that_went_on_is_not_deleted_and_the_error_names_what_can_be()
    {
        Server.Erasure.There.Add(("default", "developer", Turns.Conversation));
        Server.Erasure.Turns = 2;

        using var refused = await Server.SendAsync(HttpMethod.Delete, $"/v1/responses/{IdOf("turn-1")}");

        var body = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("\"param\":\"response_id\",\"code\":\"unsupported\"", body, StringComparison.Ordinal);
        Assert.Contains($"DELETE /v1/conversations/conv_{Turns.Conversation}", body, StringComparison.Ordinal);
        Assert.Single(Server.Erasure.There);
    }

    private static string IdOf(string turn) => $"resp_{Turns.Conversation}{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(turn)).TrimEnd('=')}";

    private Task<HttpResponseMessage> AskAsync(string body, string turn = "t1") => Server.SendAsync(HttpMethod.Post, "/v1/responses", body, ("Idempotency-Key", turn));

    private async Task<List<JsonElement>> StreamAsync(string body, string turn = "t1")
    {
        using var response = await AskAsync(body, turn);
        return await EventsAsync(response);
    }

    private static async Task<List<JsonElement>> EventsAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = new List<JsonElement>();
        foreach (var block in (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            var data = JsonSerializer.Deserialize<JsonElement>(lines[1]["data: ".Length..]);
            Assert.Equal($"event: {data.GetProperty("type").GetString()}", lines[0]);
            events.Add(data);
        }

        return events;
    }
}
