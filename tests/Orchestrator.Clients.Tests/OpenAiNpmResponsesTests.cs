using System.Text.Json;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>The official <c>openai</c> package for Node.js over responses and conversations.</summary>
[Collection(WholeSystem.Name)]
public sealed class OpenAiNpmResponsesTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [NodeFact]
    public async Task A_response_has_its_text_and_its_usage()
    {
        var answer = await AskAsync("respond", new { model = "cloud", input = Task, instructions = "Be brief." });

        Assert.Contains("stand-in", answer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("completed", answer.GetProperty("answer").GetProperty("status").GetString());
        Assert.True(answer.GetProperty("answer").GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
    }

    [NodeFact]
    public async Task A_streamed_response_adds_up_to_the_whole_one()
    {
        var whole = await AskAsync("respond", new { model = "cloud", input = Task });
        var streamed = await AskAsync("respondStreamed", new { model = "cloud", input = Task });

        Assert.Equal(whole.GetProperty("text").GetString(), streamed.GetProperty("text").GetString());
        Assert.Equal("response.completed", streamed.GetProperty("events").EnumerateArray().Last().GetString());
    }

    [NodeFact]
    public async Task A_declared_tool_is_called_with_the_arguments_that_were_streamed()
    {
        object[] tools = [new { type = "function", name = "iot_hue_lightoff", description = "Turns lights off.", parameters = new { type = "object", properties = new { house_place = new { type = "string" } } }, strict = false }];
        var streamed = await AskAsync("respondStreamed", new { model = "auto", input = "turn off the lights in the kitchen", tools });

        var call = streamed.GetProperty("answer").GetProperty("output").EnumerateArray().Single(static i => i.GetProperty("type").GetString() == "function_call");
        Assert.Equal("iot_hue_lightoff", call.GetProperty("name").GetString());
        Assert.Contains("kitchen", call.GetProperty("arguments").GetString(), StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_conversation_is_made_used_read_and_erased()
    {
        var story = await AskAsync("converse", new { model = "cloud", input = Task });

        Assert.Equal(story.GetProperty("made").GetProperty("id").GetString(), story.GetProperty("second").GetProperty("conversation").GetProperty("id").GetString());
        Assert.Equal(story.GetProperty("second").GetProperty("id").GetString(), story.GetProperty("read").GetProperty("id").GetString());
        var items = story.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["user", "assistant", "user", "assistant"], items.Select(static i => i.GetProperty("role").GetString()));
        Assert.Equal(items[1].GetRawText(), story.GetProperty("alone").GetRawText());
        Assert.Equal([(404, "not_found"), (400, "unsupported")], story.GetProperty("refused").EnumerateArray().Select(static e => (e.GetProperty("status").GetInt32(), e.GetProperty("code").GetString())));
        Assert.True(story.GetProperty("deleted").GetProperty("deleted").GetBoolean());
        Assert.Equal((404, "conversation_erased"), (story.GetProperty("after").GetProperty("status").GetInt32(), story.GetProperty("after").GetProperty("code").GetString()));
        Assert.True(story.GetProperty("dropped").GetProperty("deleted").GetBoolean());
        Assert.Equal((404, "conversation_erased"), (story.GetProperty("gone").GetProperty("status").GetInt32(), story.GetProperty("gone").GetProperty("code").GetString()));
    }

    [NodeFact]
    public async Task A_refusal_for_privacy_is_raised_and_sent_once()
    {
        var refused = await RunAsync("respond", new { model = "cloud", input = "Prove that ghp_16C7e42F292c6912E7710c838347Ae178B4a is a secure token in general" });

        Assert.Equal((403, "privacy_refused"), (refused.GetProperty("error").GetProperty("status").GetInt32(), refused.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(1, refused.GetProperty("sent").GetArrayLength());
    }

    private async Task<JsonElement> AskAsync(string step, object body)
    {
        var answer = await RunAsync(step, body);
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
        return answer;
    }

    private Task<JsonElement> RunAsync(string step, object body) =>
        clients.Node.RunAsync($"openai.{step}", JsonSerializer.SerializeToNode(new { body, baseURL = $"{Integration.Tests.Running.TestSystem.Url(clients.System.DeviceHttp)}/v1", apiKey = ClientsFixture.Key })!);
}
