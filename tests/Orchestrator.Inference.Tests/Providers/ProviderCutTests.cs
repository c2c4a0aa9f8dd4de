using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Connections to a provider that are cut at every byte of a request and of an answer.</summary>
public sealed class ProviderCutTests
{
    private static readonly ModelUpdate[] s_whole =
    [
        new ModelText("Grüße, "), new ModelText("日本 🙂"),
        new ModelToolCall(new("c1", "light", """{"on":true}""")),
        new ModelEnded { FinishReason = "tool_calls", Usage = new(7, 5) },
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_cut_at_any_byte_is_a_prefix_and_a_failure_or_whole(bool reset)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Completions = AnswerAsync;
        await using var proxy = new FaultProxy(new Uri(provider.BaseUrl).Port) { CutsByReset = reset };
        foreach (var lane in new[] { proxy.ToServer, proxy.ToClient })
        {
            // A connector of its own: a pooled connection could be one that the last cut is just about to break.
            using var connector = provider.Connect(configure: o => (o.BaseUrl, o.BreakAtFailures) = ($"http://127.0.0.1:{proxy.Port}/v1", 10_000));
            var before = lane.Passed;
            Assert.Equal(s_whole, (await AskAsync(connector)).Updates);
            var size = lane.Passed - before;
            var (whole, broken) = (0, 0);
            for (var cut = 0L; cut <= size; cut++)
            {
                lane.CutAfter(cut);
                var (updates, failure) = await AskAsync(connector);

                Assert.Equal(s_whole[..updates.Length], updates);
                Assert.Equal(updates.Length == s_whole.Length, failure is null);
                if (failure is null)
                    whole++;
                else
                    broken++;
                if (failure is not null)
                    Assert.Contains(failure.Code, (string[])["cut-off", "unreachable"]);

                // Where the last bytes were not awaited, the next request meets the cut.
                while (lane.CutPending)
                    await AskAsync(connector);
            }

            Assert.True(broken > size * 9 / 10, $"{broken} broken, {whole} whole of {size}");
        }

        await Eventually.TrueAsync(() => proxy.Open == 0);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await SendAsync(context, """{"choices":[{"index":0,"delta":{"content":"Grüße, "}}]}""", """{"choices":[{"index":0,"delta":{"content":"日本 🙂"}}]}""");
        await SendAsync(
            context,
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"light","arguments":"{\"on\":"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"true}"}}]}}]}""",
            Finish("tool_calls"), """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}""", "[DONE]");
    }

    private static async Task<(ModelUpdate[] Updates, TargetException? Failure)> AskAsync(ProviderConnector connector)
    {
        var updates = new List<ModelUpdate>();
        try
        {
            await foreach (var update in connector.AskAsync("hello"))
                updates.Add(update);
            return ([.. updates], null);
        }
        catch (TargetException e)
        {
            return ([.. updates], e);
        }
    }
}
