using System.Text;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Protocol.Tests.OpenAi;

public sealed class ChatCompletionRequestTests
{
    [Fact]
    public void Text_parts_are_one_text_and_developer_is_system()
    {
        var request = Parse("""
            {"messages":[{"role":"developer","content":"a"},
            {"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}]}
            """);

        Assert.Equal([new() { Role = Role.System, Text = "a" }, Message.User("bc")], request.Request.Messages.AsEnumerable());
    }

    [Fact]
    public void Unknown_fields_are_passed_over()
    {
        var request = Parse("""{"model":"mini","messages":[{"role":"user","content":"x","name":"bob","zz":{}}],"user":"u","store":true,"metadata":{"a":"b"},"n":1,"logit_bias":{}}""");

        Assert.Equal("mini", request.Model);
    }

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"audio\":{\"voice\":\"v\"}", "audio")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions")]
    [InlineData("\"presence_penalty\":1", "presence_penalty")]
    public void What_would_change_the_answer_and_is_not_supported_is_refused_by_name(string field, string name)
    {
        var error = Refused($$"""{"messages":[{"role":"user","content":"x"}],{{field}}}""");

        Assert.Equal((ErrorReason.Unsupported, name), (error.Reason, error.Field));
    }

    [Theory]
    [InlineData("""{"type":"hologram"}""", "type", "'text', 'image_url', 'input_audio' and 'file'", true)]
    [InlineData("""{"type":"image_url"}""", "image_url", "an object", false)]
    [InlineData("""{"type":"image_url","image_url":{"url":"http://pictures.example/a.png"}}""", "image_url.url", "https:", false)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:text/plain;base64,eA=="}}""", "image_url.url", "data:image/png", false)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,e"}}""", "image_url.url", "base64", false)]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://pictures.example/a.png","detail":"all"}}""", "image_url.detail", "low, high or auto", false)]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"eA==","format":"ogg"}}""", "input_audio.format", "wav or mp3", false)]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"?","format":"wav"}}""", "input_audio.data", "base64", false)]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""", "file.file_id", "file_data", true)]
    [InlineData("""{"type":"file","file":{"filename":"a.pdf","file_data":"x"}}""", "file.file_data", "data:application/pdf", false)]
    public void A_part_that_cannot_be_read_says_where_and_what_can(string part, string field, string words, bool unsupported)
    {
        var error = Refused($$"""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{{part}}]}]}""");

        Assert.Equal((unsupported ? ErrorReason.Unsupported : ErrorReason.InvalidRequest, $"messages[0].content[1].{field}"), (error.Reason, error.Field));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"text"}]}]}""", "messages[0].content[1].text")]
    [InlineData("""{"messages":[{"role":"robot","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":"x"},{"role":"user"}]}""", "messages[1].content")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"model":"auto"}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":"many"}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":9}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", "response_format.type")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"s"}}}""", "response_format.json_schema.schema")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud83d"}]}""", "messages[0].content")]
    public void A_malformed_field_is_named(string body, string field)
    {
        var error = Refused(body);

        Assert.Equal((ErrorReason.InvalidRequest, field), (error.Reason, error.Field));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("secretword")]
    public void What_is_no_json_object_is_refused_without_being_quoted(string body)
    {
        var error = Refused(body);

        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.DoesNotContain("secretword", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_utf8_is_refused()
    {
        byte[] body = [.. """{"messages":[{"role":"user","content":"""u8, (byte)'"', 0xC3, 0x28, .. "\"}]}"u8];

        Assert.Contains("UTF-8", Assert.Throws<OrchestratorException>(() => ChatCompletionRequest.Parse(body)).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void How_strictly_a_schema_is_meant_and_how_many_calls_may_come_are_kept()
    {
        var request = Parse("""
            {"messages":[{"role":"user","content":"x"}],"parallel_tool_calls":false,
             "tools":[{"type":"function","function":{"name":"f","parameters":{},"strict":true}},{"type":"function","function":{"name":"g","parameters":{}}}],
             "response_format":{"type":"json_schema","json_schema":{"name":"s","description":"a plan","schema":{"type":"object"},"strict":true}}}
            """).Request;

        Assert.Equal([true, false], request.Tools.Select(static t => t.Strict));
        Assert.Equal((false, true, "a plan"), (request.Options.ParallelToolCalls, request.Options.ResponseFormat!.Strict, request.Options.ResponseFormat.Description));
    }

    [Fact]
    public void Wishes_for_the_route_are_read()
    {
        var wish = Parse("""{"messages":[{"role":"user","content":"x"}],"orchestrator":{"preference":"only-device","quality":0.5,"max_cost":0.01,"max_latency":800,"conversation":"c"}}""").Wish;

        Assert.Equal(new RouteWish { Preference = "only-device", Quality = 0.5, MaxCost = 0.01m, MaxLatency = 800, Conversation = "c" }, wish);
    }

    private static ChatCompletionRequest Parse(string body) => ChatCompletionRequest.Parse(Encoding.UTF8.GetBytes(body));

    private static OrchestratorError Refused(string body) => Assert.Throws<OrchestratorException>(() => Parse(body)).Error;
}
