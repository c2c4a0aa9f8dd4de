using Orchestrator.Conversations.Targets;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>What servers that call themselves compatible do differently, as their documentation or their issue trackers tell.</summary>
public sealed class ProviderQuirkTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Theory]
    [InlineData("a", "a", "a", "a_2")]
    [InlineData("", "", "call_1", "call_2")]
    [InlineData("a_2", "a_2", "a_2", "a_2_2")]
    public async Task Tool_calls_whose_ids_are_missing_or_stand_twice_get_ids_of_their_own(string first, string second, string expectedFirst, string expectedSecond)
    {
        _provider.Completions = context => SendAsync(context, Call(0, first), Call(1, second), Finish("tool_calls"), "[DONE]");

        Assert.Equal([expectedFirst, expectedSecond], (await AskAsync()).OfType<ModelToolCall>().Select(c => c.Call.Id));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("abort")]
    public async Task An_answer_that_ended_by_the_servers_fault_is_no_whole_one(string reason)
    {
        _provider.Completions = context => SendAsync(context, Text("half"), Finish(reason), "[DONE]");

        var e = await Assert.ThrowsAsync<TargetException>(AskAsync);

        Assert.Equal("cut-off", e.Code);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}""", 5, 4, 2)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":2}}""", 7, 0, 2)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":3,"prompt_cache_miss_tokens":7}""", 5, 3, 0)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null,"completion_tokens_details":null}""", 5, 0, 0)]
    public async Task Usage_is_read_in_each_of_the_conventions(string usage, int output, int cached, int reasoning)
    {
        _provider.Completions = context => SendAsync(context, Text("x"), Finish("stop"), $$"""{"choices":[],"usage":{{usage}}}""", "[DONE]");

        Assert.Equal(new(10, output) { CachedInputTokens = cached, ReasoningTokens = reasoning }, Assert.IsType<ModelEnded>((await AskAsync())[^1]).Usage);
    }

    [Fact]
    public async Task Usage_in_every_chunk_counts_once_and_reasoning_is_no_text()
    {
        _provider.Completions = context => SendAsync(
            context,
            """{"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"hm"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""",
            """{"choices":[{"index":0,"delta":{"content":"x"}}],"usage":{"prompt_tokens":9,"completion_tokens":2}}""",
            Finish("stop"), "[DONE]");

        Assert.Equal([new ModelText("x"), new ModelEnded { Usage = new(9, 2) }], await AskAsync());
    }

    private async Task<List<ModelUpdate>> AskAsync()
    {
        using var connector = _provider.Connect();
        return await connector.AskAsync("hello").AllAsync();
    }

    private static string Call(int index, string id) =>
        $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":{{{index}}},"id":"{{{id}}}","type":"function","function":{"name":"light","arguments":"{}"}}]}}]}""";
}
