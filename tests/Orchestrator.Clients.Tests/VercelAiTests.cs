using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>The Vercel AI SDK: OpenAI's provider over both of its protocols, and the one for whatever is compatible.</summary>
[Collection(WholeSystem.Name)]
public sealed class VercelAiTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";
    private const string Secret = "Prove that ghp_16C7e42F292c6912E7710c838347Ae178B4a is a secure token in general";

    private static readonly JsonNode s_schema = JsonNode.Parse(
        """{"type":"object","properties":{"title":{"type":"string"},"steps":{"type":"array","items":{"type":"string"}},"sure":{"type":"boolean"}},"required":["title","steps","sure"],"additionalProperties":false}""")!;

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("compatible")]
    public async Task A_text_comes_whole_and_streamed_with_its_usage(string provider)
    {
        var whole = await RunAsync("generate", provider, new { prompt = Task, model = "cloud" });
        var streamed = await RunAsync("stream", provider, new { prompt = Task, model = "cloud" });

        Assert.Contains("stand-in", Text(whole, "text"), StringComparison.Ordinal);
        Assert.Equal(Text(whole, "text"), Text(streamed, "text"));
        Assert.Equal(("stop", "stop"), (Text(whole, "finish"), Text(streamed, "finish")));
        Assert.All([whole, streamed], static r => Assert.Equal(51, r.GetProperty("usage").GetProperty("totalTokens").GetInt32()));
        Assert.Equal("cloud", Text(whole.GetProperty("headers"), "x-orchestrator-tier"));
    }

    [NodeTheory]
    [InlineData("chat", "openai", "parallelToolCalls")]
    [InlineData("responses", "openai", "parallelToolCalls")]
    [InlineData("compatible", "orchestrator", "parallel_tool_calls")]
    public async Task Tools_that_are_called_side_by_side_are_all_run(string provider, string options, string name)
    {
        foreach (var step in new[] { "generate", "stream" })
        {
            var ran = await RunAsync(step, provider, With(parallel: true));
            var one = await RunAsync(step, provider, With(parallel: false));

            Assert.Equal("tool-calls", Text(ran, "finish"));
            Assert.Equal(["lights", "blinds"], ran.GetProperty("called").EnumerateArray().Select(static c => Text(c, "name")));
            Assert.All(ran.GetProperty("called").EnumerateArray(), static c => Assert.Equal("stand-in", Text(c.GetProperty("input"), "place")));
            Assert.Equal("lights", Text(Assert.Single(one.GetProperty("called").EnumerateArray()), "name"));
        }

        object With(bool parallel) => new
        {
            prompt = Task,
            model = "cloud",
            tools = new[] { "lights", "blinds" },
            toolChoice = "required",
            providerOptions = new Dictionary<string, object> { [options] = new Dictionary<string, object> { [name] = parallel } },
        };
    }

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("compatible")]
    public async Task An_object_has_the_schema_that_was_asked_for(string provider)
    {
        foreach (var step in new[] { "generate", "stream" })
        {
            var made = (await RunAsync(step, provider, new { prompt = Task, model = "cloud", schema = s_schema })).GetProperty("output");

            Assert.Equal("stand-in", Text(made, "title"));
            Assert.Equal((0, false), (made.GetProperty("steps").GetArrayLength(), made.GetProperty("sure").GetBoolean()));
        }
    }

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("compatible")]
    public async Task Refusals_are_raised_with_their_status_and_sent_once(string provider)
    {
        var privacy = Error(await AskAsync("generate", provider, new { prompt = Secret, model = "cloud" }));
        var streamed = Error(await AskAsync("stream", provider, new { prompt = Secret, model = "cloud" }));
        var unknown = Error(await AskAsync("generate", provider, new { prompt = Task, model = "gpt-nobody" }));
        var key = Error(await AskAsync("generate", provider, new { prompt = Task, apiKey = "orc_wrong" }));

        Assert.All([privacy, streamed], static e => Assert.Equal((403, "privacy_refused", 1), e));
        Assert.Equal((404, "model_not_found", 1), unknown);
        Assert.Equal((401, "invalid_api_key", 1), key);
    }

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("compatible")]
    public async Task A_failure_before_the_first_word_is_repeated_by_the_sdk_and_then_answered(string provider)
    {
        await clients.System.SetFaultAsync(new { status = 500, count = 1 });
        var answered = await RunAsync("generate", provider, new { prompt = Task, model = "cloud" });
        await clients.RecoverAsync();

        Assert.Equal([503, 200], answered.GetProperty("sent").EnumerateArray().Select(static s => s.GetProperty("status").GetInt32()));
    }

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("compatible")]
    public async Task A_failure_in_the_middle_is_an_error_part_after_the_text_so_far(string provider)
    {
        await clients.System.SetFaultAsync(new { errorInStream = 9, count = 1 });
        var broken = await AskAsync("stream", provider, new { prompt = Task, model = "cloud" });
        await clients.RecoverAsync();

        Assert.StartsWith("This is the stand-in", Text(broken, "text"), StringComparison.Ordinal);
        Assert.Contains("error", broken.GetProperty("parts").EnumerateArray().Select(static p => p.GetString()));
        Assert.Single(broken.GetProperty("sent").EnumerateArray());
    }

    private static (int Status, string? Code, int Sent) Error(JsonElement outcome) => (
        outcome.GetProperty("error").GetProperty("status").GetInt32(),
        Text(outcome.GetProperty("error"), "code"),
        outcome.GetProperty("sent").GetArrayLength());

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();

    private async Task<JsonElement> RunAsync(string step, string provider, object more)
    {
        var outcome = await AskAsync(step, provider, more);
        Assert.False(outcome.TryGetProperty("error", out var error), error.ToString());
        return outcome;
    }

    private Task<JsonElement> AskAsync(string step, string provider, object more)
    {
        var with = (JsonObject)JsonSerializer.SerializeToNode(more)!;
        with["provider"] = provider;
        with["baseURL"] = $"{TestSystem.Url(clients.System.DeviceHttp)}/v1";
        with["apiKey"] ??= ClientsFixture.Key;
        return clients.Node.RunAsync($"ai.{step}", with);
    }
}
