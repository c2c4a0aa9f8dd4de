using System.Text.Json;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What users of the official <c>openai</c> package for Node.js get when all goes well.</summary>
[Collection(WholeSystem.Name)]
public sealed class OpenAiNpmTests(ClientsFixture clients)
{
    private const string Command = "turn off the lights in the kitchen";
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    private static readonly object s_lightOff = new
    {
        type = "function",
        function = new { name = "iot_hue_lightoff", description = "Turns the lights of a room off", parameters = new { type = "object", properties = new { house_place = new { type = "string" } } } },
    };

    [NodeFact]
    public async Task Models_lists_the_choices_and_every_model()
    {
        var ids = (await clients.OpenAiAsync("models", new { })).Ok().Json.GetProperty("ids").EnumerateArray().Select(static i => i.GetString()!).ToArray();

        Assert.Equal(["auto", "nano", "mini", "cloud"], ids[..4]);
        Assert.Contains(ids, static i => i.StartsWith("nano-commands@sha256:", StringComparison.Ordinal));
        Assert.Contains("orchestrator-stand-in@stand-in", ids);
    }

    [NodeFact]
    public async Task A_picture_stays_where_policy_keeps_it_and_a_file_of_text_is_read_with_its_message()
    {
        var picture = Convert.ToBase64String("no picture, but who looks into it?"u8);
        var file = Convert.ToBase64String("what is used here is that no prime divides one"u8);
        object[] parts =
        [
            new { type = "text", text = Task },
            new { type = "image_url", image_url = new { url = $"data:image/png;base64,{picture}" } },
            new { type = "file", file = new { filename = "lemma.txt", file_data = $"data:text/plain;base64,{file}" } },
        ];
        var body = new { model = "cloud", messages = new[] { new { role = "user", content = parts } } };

        var atTheSilo = await clients.OpenAiAsync("chat", body, port: clients.System.SiloHttp);
        // The device would let it go; the cluster is asked too, and its policy does not.
        var atTheDevice = await clients.OpenAiAsync("chat", body);

        Assert.Equal("cloud", atTheSilo.Ok().Route("tier"));
        var sent = await clients.System.ProviderCaptureAsync();
        Assert.Contains("[image left out", sent, StringComparison.Ordinal);
        Assert.Contains("what is used here is that no prime divides one", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(picture, sent, StringComparison.Ordinal);
        Assert.Contains("UNKNOWN_IMAGE", atTheDevice.Message, StringComparison.Ordinal);
        Assert.Contains("Sending the same request again does not help", atTheDevice.Message, StringComparison.Ordinal);
    }

    [NodeTheory]
    [InlineData("nano", Command, "nano")]
    [InlineData("mini", "my card was charged twice, what now?", "mini")]
    [InlineData("cloud", Command, "cloud")]
    [InlineData("auto", Command, "nano")]
    [InlineData("auto", Task, "cloud")]
    public async Task A_completion_comes_from_the_tier_that_model_names_or_auto_finds(string model, string text, string tier)
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            var outcome = await clients.OpenAiAsync("chat", new { model, messages = User(text) }, port: port);

            Assert.NotEmpty(outcome.Text);
            Assert.Equal("stop", outcome.Choice.GetProperty("finish_reason").GetString());
            Assert.True(outcome.Answer.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
            Assert.Equal(tier, outcome.Route("tier"));
        }
    }

    [NodeFact]
    public async Task Response_headers_tell_the_decision()
    {
        var outcome = (await clients.OpenAiAsync("chat", new { model = "auto", messages = User(Task) })).Ok();

        Assert.Equal(("cloud", "cloud/stand-in", "stand-in"), (outcome.Route("tier"), outcome.Route("zone"), outcome.Route("node")));
        Assert.Equal(("needs-cloud", "device", "1", "false"), (outcome.Route("reason"), outcome.Route("entered"), outcome.Route("attempt"), outcome.Route("fallback")));
        Assert.Equal("orchestrator-stand-in@stand-in", outcome.Route("model"));
        Assert.Matches("^[0-9a-f]{32}$", outcome.Route("conversation")!);
        Assert.StartsWith("secrets-stay@sha256:", outcome.Route("policy"), StringComparison.Ordinal);
        Assert.Equal($"chatcmpl-{outcome.Route("turn")}", outcome.Answer.GetProperty("id").GetString());
    }

    [NodeFact]
    public async Task A_stream_gives_the_same_text_as_the_whole_answer_and_one_finish_reason()
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            var whole = await clients.OpenAiAsync("chat", new { model = "auto", messages = User(Task) }, port: port);
            var streamed = (await clients.OpenAiAsync("stream", new { model = "auto", messages = User(Task) }, port: port)).Ok();

            Assert.Equal(whole.Text, streamed.StreamedText);
            Assert.True(streamed.Chunks.Length > 10);
            Assert.Equal("assistant", streamed.Deltas[0].GetProperty("role").GetString());
            Assert.Equal(["stop"], FinishReasons(streamed));
            Assert.Single(streamed.Chunks.Select(static c => c.GetProperty("id").GetString()).Distinct());
        }
    }

    [NodeFact]
    public async Task The_last_chunk_tells_the_usage_when_asked()
    {
        var streamed = (await clients.OpenAiAsync("stream", new { model = "auto", messages = User(Task), stream_options = new { include_usage = true } })).Ok();

        var last = streamed.Chunks[^1];
        Assert.Equal(0, last.GetProperty("choices").GetArrayLength());
        Assert.Equal(51, last.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.All(streamed.Chunks[..^1], static c => Assert.Equal(JsonValueKind.Null, c.GetProperty("usage").ValueKind));
    }

    [NodeFact]
    public async Task A_streamed_tool_call_carries_its_index_and_ends_with_tool_calls()
    {
        var streamed = (await clients.OpenAiAsync("stream", new { model = "auto", messages = User(Command), tools = new[] { s_lightOff } })).Ok();

        var call = Assert.Single(streamed.Deltas, static d => d.TryGetProperty("tool_calls", out _)).GetProperty("tool_calls")[0];
        Assert.Equal(0, call.GetProperty("index").GetInt32());
        Assert.Equal("iot_hue_lightoff", call.GetProperty("function").GetProperty("name").GetString());
        Assert.Contains("kitchen", call.GetProperty("function").GetProperty("arguments").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(call.GetProperty("id").GetString()!);
        Assert.Equal(["tool_calls"], FinishReasons(streamed));
        Assert.Equal("nano", streamed.Route("tier"));
    }

    [NodeFact]
    public async Task The_clients_own_tool_loop_runs_the_tool_and_gets_an_answer_to_its_result()
    {
        var tool = new { name = "iot_hue_lightoff", description = "Turns the lights of a room off", parameters = new { type = "object", properties = new { house_place = new { type = "string" } } } };
        var ran = (await clients.OpenAiAsync("runTools", new { model = "auto", messages = User(Command) }, new { tools = new[] { tool }, result = "{\"ok\":true}" })).Ok();

        Assert.Equal("iot_hue_lightoff", Assert.Single(ran.Json.GetProperty("called").EnumerateArray()).GetProperty("name").GetString());
        Assert.NotEmpty(ran.Json.GetProperty("text").GetString()!);
        Assert.Equal(2, ran.Requests);
    }

    [NodeFact]
    public async Task The_same_idempotency_key_and_body_give_the_same_answer()
    {
        var headers = new { headers = new Dictionary<string, string> { ["Idempotency-Key"] = "order-4711-1" } };
        var first = await clients.OpenAiAsync("chat", new { model = "auto", messages = User(Task) }, headers);
        var second = await clients.OpenAiAsync("chat", new { model = "auto", messages = User(Task) }, headers);
        var streamed = (await clients.OpenAiAsync("stream", new { model = "auto", messages = User(Task) }, headers)).Ok();

        Assert.Equal("chatcmpl-order-4711-1", first.Answer.GetProperty("id").GetString());
        Assert.Equal(first.Answer.GetRawText(), second.Answer.GetRawText());
        Assert.Equal(first.Text, streamed.StreamedText);
    }

    [NodeFact]
    public async Task A_call_with_the_whole_history_joins_the_same_conversation()
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            var text = $"Derive the sum of the first n odd numbers at {port}";
            var first = await clients.OpenAiAsync("chat", new { model = "auto", messages = User(text) }, port: port);
            object[] history = [new { role = "user", content = text }, new { role = "assistant", content = first.Text }, new { role = "user", content = "Now prove it by induction in full rigour" }];
            var second = await clients.OpenAiAsync("chat", new { model = "auto", messages = history }, port: port);

            Assert.NotEmpty(second.Text);
            Assert.Equal(first.Route("conversation"), second.Route("conversation"));
            Assert.NotEqual(first.Route("turn"), second.Route("turn"));
        }
    }

    private static object[] User(string text) => [new { role = "user", content = text }];

    private static string[] FinishReasons(OpenAiOutcome streamed) =>
        [.. streamed.Chunks.SelectMany(static c => c.GetProperty("choices").EnumerateArray()).Select(static c => c.GetProperty("finish_reason").GetString()).OfType<string>()];
}
