using System.Text.Json;
using static Orchestrator.StandIn.Tests.StandInServer;

namespace Orchestrator.StandIn.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task An_answer_says_that_it_comes_from_no_model_and_never_repeats_the_prompt()
    {
        await using var server = await StandInServer.StartAsync();
        var text = await server.ContentAsync(Ask("xylophone 4111 1111 1111 1111"));
        Assert.Contains("stand-in provider, not a model", text, StringComparison.Ordinal);
        Assert.Contains("1 message with 5 words", text, StringComparison.Ordinal);
        Assert.DoesNotContain("xylophone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_text_and_another_gets_another()
    {
        await using var server = await StandInServer.StartAsync();
        var first = await server.ContentAsync(Ask("prove it"));
        Assert.Equal(first, await server.ContentAsync(Ask("prove it")));
        Assert.NotEqual(first, await server.ContentAsync(Ask("prove that")));
    }

    [Fact]
    public async Task Every_response_is_marked_in_header_model_and_fingerprint()
    {
        await using var server = await StandInServer.StartAsync();
        foreach (var response in new[]
                 {
                     await server.PostAsync(Ask("x")), await server.PostAsync(new { }), await server.Http.GetAsync("/v1/models"),
                     await server.Http.GetAsync("/nowhere"), await server.Http.GetAsync("/health/ready"),
                 })
            Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-orchestrator-stand-in")));

        using var answer = await JsonAsync(await server.PostAsync(Ask("x")));
        Assert.EndsWith("stand-in", answer.RootElement.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal("stand-in", answer.RootElement.GetProperty("system_fingerprint").GetString());
        using var models = await JsonAsync(await server.Http.GetAsync("/v1/models"));
        var model = Assert.Single(models.RootElement.GetProperty("data").EnumerateArray());
        Assert.EndsWith("stand-in", model.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Contains("not a model", model.GetProperty("owned_by").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_numbered_answer_counts_its_pieces_one_a_chunk()
    {
        await using var server = await StandInServer.StartAsync();
        var request = new { model = "orchestrator-stand-in#numbered-3,delay-1", stream = true, messages = new[] { new { role = "user", content = "x" } } };
        var (events, _) = await server.StreamAsync(request);
        var deltas = events.SkipLast(1).Select(e => JsonDocument.Parse(e).RootElement.GetProperty("choices")[0].GetProperty("delta"));
        Assert.Equal(["", "0000 ", "0001 ", "0002 "], deltas.Where(d => d.TryGetProperty("content", out _)).Select(d => d.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_stream_spells_the_same_text_then_usage_then_done()
    {
        await using var server = await StandInServer.StartAsync();
        var (events, broken) = await server.StreamAsync(Ask("prove it", stream: true));
        Assert.False(broken);
        Assert.Equal("[DONE]", events[^1]);
        var chunks = events.SkipLast(1).Select(e => JsonDocument.Parse(e).RootElement).ToList();
        Assert.Empty(chunks[^1].GetProperty("choices").EnumerateArray());
        Assert.Equal(2, chunks[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        var text = string.Concat(chunks.SkipLast(2).Select(c => c.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
        Assert.Equal(await server.ContentAsync(Ask("prove it")), text);
    }

    [Fact]
    public async Task A_required_tool_is_called_with_placeholders_that_fit_its_schema()
    {
        await using var server = await StandInServer.StartAsync();
        using var answer = await JsonAsync(await server.PostAsync(new
        {
            model = "orchestrator-stand-in",
            messages = new[] { new { role = "user", content = "turn it off" } },
            tool_choice = "required",
            tools = new[]
            {
                new
                {
                    type = "function",
                    function = new
                    {
                        name = "turn_off",
                        parameters = new
                        {
                            type = "object",
                            properties = new { room = new { type = "string" }, level = new { type = "integer" }, mode = new { @enum = new[] { "soft" } } },
                            required = new[] { "room", "level", "mode" },
                        },
                    },
                },
            },
        }));
        var choice = answer.RootElement.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        var call = choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal("turn_off", call.GetProperty("name").GetString());
        Assert.Equal("""{"room":"stand-in","level":0,"mode":"soft"}""", call.GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task A_token_limit_ends_the_answer_with_length()
    {
        await using var server = await StandInServer.StartAsync();
        using var answer = await JsonAsync(await server.PostAsync(new
        {
            model = "orchestrator-stand-in",
            max_tokens = 3,
            messages = new[] { new { role = "user", content = "x" } },
        }));
        var choice = answer.RootElement.GetProperty("choices")[0];
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("This is the", choice.GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"model":"orchestrator-stand-in"}""", 400)]
    [InlineData("""{"model":"orchestrator-stand-in","messages":[{"content":"x"}]}""", 400)]
    [InlineData("""{"model":"gpt-5","messages":[{"role":"user","content":"x"}]}""", 404)]
    [InlineData("""{"model":"orchestrator-stand-in","messages":[{"role":"user","content":"x"}],"tool_choice":"required"}""", 400)]
    public async Task A_malformed_request_gets_an_error_of_the_protocol(string body, int status)
    {
        await using var server = await StandInServer.StartAsync();
        using var content = new StringContent(body);
        var response = await server.Http.PostAsync("/v1/chat/completions", content);
        Assert.Equal(status, (int)response.StatusCode);
        using var error = await JsonAsync(response);
        Assert.Equal("invalid_request_error", error.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.168.1.4:8094")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("nonsense")]
    public void It_listens_on_loopback_only(string url) =>
        Assert.Throws<StandInOptionsException>(() => StandInApp.Create(["--urls", url]));

    [Fact]
    public async Task Requests_are_shown_only_when_it_was_started_to_capture()
    {
        await using var silent = await StandInServer.StartAsync();
        await silent.ContentAsync(Ask("seen"));
        Assert.Equal(404, (int)(await silent.Http.GetAsync("/stand-in/requests")).StatusCode);

        await using var capturing = await StandInServer.StartAsync("--capture");
        await capturing.ContentAsync(Ask("seen"));
        using var requests = await JsonAsync(await capturing.Http.GetAsync("/stand-in/requests"));
        Assert.Contains("seen", Assert.Single(requests.RootElement.EnumerateArray()).GetProperty("body").GetString(), StringComparison.Ordinal);
    }
}
