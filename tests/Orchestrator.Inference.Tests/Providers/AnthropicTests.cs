using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Anthropic's messages against a fake that speaks the protocol as it is documented; no real service is behind these.</summary>
public sealed class AnthropicTests : IAsyncLifetime
{
    private static readonly string[] s_stream =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"large-1-0605","stop_reason":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"ping"}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"light","input":{}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"on\":"}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"true}"}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"an_event_of_tomorrow","more":{}}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}""",
        """{"type":"message_stop"}""",
    ];

    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task The_cleared_bytes_are_posted_as_they_are_with_version_and_key()
    {
        _provider.Completions = context => EventsAsync(context, s_stream);
        using var connector = Connect();
        var cleared = Clearing.For(connector, new() { Messages = [Message.User("hello")] });

        await connector.RunAsync(cleared, Clearing.Invocation, default).AllAsync();

        Assert.Equal(cleared.Buffer.ToArray(), _provider.Body);
        Assert.Equal("/v1/messages", _provider.Path);
        Assert.Equal(("2023-06-01", "sk-test"), (_provider.Headers["anthropic-version"], _provider.Headers["x-api-key"]));
        Assert.DoesNotContain("Authorization", _provider.Headers.Keys);
    }

    [Fact]
    public void Pictures_and_pdf_files_are_blocks_and_nothing_else_that_is_attached_is_written()
    {
        using var connector = _provider.Connect(configure: o =>
            (o.Name, o.Kind, o.Takes) = ("claude", ProviderKind.Anthropic, AttachmentKinds.Image | AttachmentKinds.File | AttachmentKinds.Audio));
        Attachment[] attachments =
        [
            new() { Kind = AttachmentKinds.Image, MediaType = "image/png", Data = "x"u8.ToArray() },
            new() { Kind = AttachmentKinds.Image, Url = "https://pictures.example/a.png" },
            new() { Kind = AttachmentKinds.File, MediaType = "application/pdf", Name = "a.pdf", Data = "y"u8.ToArray() },
        ];

        var body = Encoding.UTF8.GetString(connector.Codec.Encode(new() { Messages = [Message.User("look") with { Attachments = [.. attachments] }] }).Span);

        Assert.Equal(AttachmentKinds.Image | AttachmentKinds.File, connector.Target.Capabilities.Takes);
        Assert.Contains(
            """[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"eA=="}},{"type":"image","source":{"type":"url","url":"https://pictures.example/a.png"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"eQ=="},"title":"a.pdf"}]""",
            body,
            StringComparison.Ordinal);
        Assert.Throws<OrchestratorException>(() => connector.Codec.Encode(new() { Messages = [Message.User("look") with { Attachments = [attachments[2] with { MediaType = "application/zip" }] }] }));
    }

    [Fact]
    public async Task Text_tool_calls_and_usage_with_the_cache_inside_the_prompt_are_read()
    {
        _provider.Completions = context => EventsAsync(context, s_stream);
        using var connector = Connect();

        Assert.Equal(
            [
                new ModelText("Grüße"), new ModelToolCall(new("toolu_1", "light", """{"on":true}""")),
                new ModelEnded { FinishReason = "tool_calls", Model = "large-1-0605", Usage = new(20, 89) { CachedInputTokens = 5, CacheWriteTokens = 3 } },
            ],
            await connector.AskAsync("hello").AllAsync());
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("refusal", "content_filter")]
    public async Task A_stop_reason_has_our_word(string theirs, string ours)
    {
        _provider.Completions = context => EventsAsync(context, [s_stream[0], s_stream[6], $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{theirs}}}"},"usage":{"output_tokens":2}}""", s_stream[^1]]);
        using var connector = Connect();

        Assert.Equal(ours, Assert.IsType<ModelEnded>((await connector.AskAsync("hello").AllAsync())[^1]).FinishReason);
    }

    [Fact]
    public void A_dialogue_with_tools_is_written_as_the_api_wants_it()
    {
        using var connector = Connect();
        var cleared = Clearing.For(connector, new()
        {
            Messages =
            [
                new() { Role = Role.System, Text = "Be brief." },
                Message.User("lights and door"),
                new() { Role = Role.Assistant, Text = "", ToolCalls = [new("call:1", "light", """{"on":true}"""), new("c2", "door", "")] },
                new() { Role = Role.Tool, Text = "on", ToolCallId = "call:1" },
                new() { Role = Role.Tool, Text = "shut", ToolCallId = "c2" },
                Message.User("thanks"),
            ],
            Tools = [new("light", "Switches it.", """{"type":"object","properties":{"on":{"type":"boolean"}}}"""), new("door", "", "")],
            Options = new() { Temperature = 1.5, TopP = 0.5, Stop = ["END"], ToolChoice = "required", Seed = 7 },
        });

        Assert.Equal(
            """
            {"model":"large-1","max_tokens":8192,"stream":true,"system":[{"type":"text","text":"Be brief."}],
            "messages":[{"role":"user","content":[{"type":"text","text":"lights and door"}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"light","input":{"on":true}},{"type":"tool_use","id":"c2","name":"door","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"on"},{"type":"tool_result","tool_use_id":"c2","content":"shut"},{"type":"text","text":"thanks"}]}],
            "tools":[{"name":"light","description":"Switches it.","input_schema":{"type":"object","properties":{"on":{"type":"boolean"}}}},{"name":"door","input_schema":{"type":"object"}}],
            "tool_choice":{"type":"any"},"temperature":1,"top_p":0.5,"stop_sequences":["END"]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(cleared.Buffer.Span));
    }

    [Fact]
    public void An_answer_in_a_format_is_refused_rather_than_asked_for_without_it()
    {
        using var connector = Connect();

        Assert.False(connector.Target.Capabilities.JsonSchema);
        var e = Assert.Throws<OrchestratorException>(() => connector.Codec.Encode(new() { Messages = [Message.User("x")], Options = new() { ResponseFormat = new("json_object") } }));
        Assert.Equal(ErrorReason.Unsupported, e.Error.Reason);
    }

    [Theory]
    [InlineData(529, "overloaded_error", "busy")]
    [InlineData(429, "rate_limit_error", "busy")]
    [InlineData(401, "authentication_error", "unauthorized")]
    [InlineData(400, "invalid_request_error", "rejected")]
    [InlineData(413, "request_too_large", "rejected")]
    [InlineData(500, "api_error", "internal")]
    public async Task An_error_status_has_a_code_and_quotes_nothing(int status, string type, string code)
    {
        _provider.Completions = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"you sent 4111 1111 1111 1111"}}""");
        };
        using var connector = Connect();

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal((code, $"claude answered with status {status} ({type})"), (e.Code, e.Message));
    }

    [Theory]
    [InlineData("overloaded_error", "busy")]
    [InlineData("api_error", "cut-off")]
    public async Task An_error_in_the_stream_has_a_code_and_quotes_nothing(string type, string code)
    {
        _provider.Completions = context => EventsAsync(context, [s_stream[0], $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"4111 1111 1111 1111"}}"""]);
        using var connector = Connect();

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal(code, e.Code);
        Assert.DoesNotContain("4111", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(15)]
    public async Task A_stream_that_ends_early_is_cut_off(int events)
    {
        _provider.Completions = context => EventsAsync(context, s_stream[..events]);
        using var connector = Connect();

        Assert.Equal("cut-off", (await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync())).Code);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("4111 1111 1111 1111")]
    public async Task An_event_that_is_none_breaks_the_protocol(string data)
    {
        _provider.Completions = context => EventsAsync(context, [s_stream[0], data]);
        using var connector = Connect();

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal("protocol", e.Code);
        Assert.DoesNotContain("4111", e.ToString(), StringComparison.Ordinal);
    }

    private ProviderConnector Connect() => _provider.Connect(configure: o => (o.Name, o.Kind) = ("claude", ProviderKind.Anthropic));

    private static async Task EventsAsync(HttpContext context, string[] events)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var data in events)
            await context.Response.WriteAsync($"event: {TypeOf(data)}\ndata: {data}\n\n");
    }

    private static string TypeOf(string data) =>
        data.StartsWith('{') ? JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()! : "message_delta";
}
