using System.Text;
using System.Text.Json;
using CsCheck;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Protocol.Tests.OpenAi;

public sealed class ChatCompletionsCodecTests
{
    private readonly ChatCompletionsCodec _codec = new("acme-1");

    [Fact]
    public void A_request_is_written_as_the_protocol_words_it()
    {
        var request = new ModelRequest
        {
            Messages =
            [
                new() { Role = Role.System, Text = "Be brief." },
                Message.User("Licht aus — “jetzt” <b>&"),
                new() { Role = Role.Assistant, ToolCalls = [new("call_1", "turn_off", """{"room":"kitchen"}""")] },
                new() { Role = Role.Tool, Text = "done", ToolCallId = "call_1" },
            ],
            Tools = [new("turn_off", "Turns a light off.", """{"type":"object"}""")],
            Options = new()
            {
                MaxOutputTokens = 50,
                Temperature = 0.2,
                TopP = 0.9,
                Seed = 7,
                Stop = ["END"],
                ToolChoice = "turn_off",
                ResponseFormat = new("json_schema", "light", """{"type":"string"}""") { Strict = true, Description = "a light" },
                ParallelToolCalls = false,
            },
        };

        Assert.Equal(
            """{"model":"acme-1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Licht aus — “jetzt” <b>&"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"turn_off","arguments":"{\"room\":\"kitchen\"}"}}]},{"role":"tool","content":"done","tool_call_id":"call_1"}],"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"turn_off","description":"Turns a light off.","parameters":{"type":"object"}}}],"max_tokens":50,"temperature":0.2,"top_p":0.9,"seed":7,"stop":["END"],"response_format":{"type":"json_schema","json_schema":{"name":"light","schema":{"type":"string"},"description":"a light","strict":true}},"tool_choice":{"type":"function","function":{"name":"turn_off"}},"parallel_tool_calls":false}""",
            Encoding.UTF8.GetString(_codec.Encode(request).Span));
    }

    [Fact]
    public void What_is_encoded_is_parsed_back_whole() =>
        Arbitrary.Requests.Select(Sendable).Sample(request => Same.As(request, ChatCompletionsCodec.Parse(_codec.Encode(request).Span)), iter: 1000);

    [Fact]
    public void Equal_requests_give_equal_bytes() =>
        Arbitrary.Requests.Select(Sendable).Sample(request => _codec.Encode(request).Span.SequenceEqual(_codec.Encode(request).Span), iter: 100);

    [Theory]
    [InlineData("\ud83d alone")]
    [InlineData("tail \udc00")]
    public void A_lone_surrogate_becomes_a_replacement_character(string text)
    {
        var bytes = _codec.Encode(new() { Messages = [Message.User(text)] });

        Assert.Contains('\ufffd', ChatCompletionsCodec.Parse(bytes.Span).Messages[0].Text);
    }

    [Fact]
    public void The_limit_of_tokens_can_take_its_newer_name()
    {
        var codec = new ChatCompletionsCodec("m") { UseMaxCompletionTokens = true };

        var body = Encoding.UTF8.GetString(codec.Encode(new() { Messages = [Message.User("x")], Options = new() { MaxOutputTokens = 5 } }).Span);

        Assert.Contains("\"max_completion_tokens\":5", body, StringComparison.Ordinal);
        Assert.DoesNotContain("max_tokens", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}, \"injected\": {}")]
    [InlineData("not json")]
    [InlineData("{\"a\":")]
    public void A_schema_that_is_no_json_is_refused_and_cannot_break_out(string schema)
    {
        var request = new ModelRequest { Messages = [Message.User("x")], Tools = [new("f", "", schema)] };

        var refused = Assert.Throws<OrchestratorException>(() => _codec.Encode(request));

        Assert.Equal(ErrorReason.InvalidRequest, refused.Error.Reason);
    }

    // What the protocol can say: no calls on other roles than the assistant's, ids of calls only on a tool's, limits within range.
    private static ModelRequest Sendable(ModelRequest request) => request with
    {
        Messages = [.. request.Messages.Append(Message.User("last")).Select(static m => m with
        {
            ToolCalls = m.Role == Role.Assistant ? [.. m.ToolCalls.Select(static c => c with { Name = c.Name })] : [],
            ToolCallId = m.Role == Role.Tool ? m.ToolCallId : null,
            Attachments = m.Role == Role.User ? m.Attachments : [],
        })],
        Tools = [.. request.Tools.Select(static (t, i) => t with { Name = $"tool_{i}", Parameters = JsonSerializer.Serialize(new { title = t.Parameters }) })],
        Options = request.Options with
        {
            MaxOutputTokens = request.Options.MaxOutputTokens is { } tokens ? (tokens & 0xFFFF) + 1 : null,
            Temperature = request.Options.TopP * 2,
            ResponseFormat = request.Options.ResponseFormat is { } format ? format with { Type = "json_schema", Schema = """{"type":"object"}""" } : null,
            ParallelToolCalls = request.Tools.IsEmpty ? null : request.Options.ParallelToolCalls,
            ToolChoice = request.Options.ToolChoice is { Length: > 0 } choice ? choice : null,
        },
    };
}
