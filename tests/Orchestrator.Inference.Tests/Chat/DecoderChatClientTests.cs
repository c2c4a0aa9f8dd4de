using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Inference.Templates;
using Orchestrator.Inference.Tests.Decoders;

namespace Orchestrator.Inference.Tests.Chat;

public sealed class DecoderChatClientTests : IDisposable
{
    private const string Template = "{% for m in messages %}{% if m.role == 'developer' %}{{ raise_exception('no ' + m.content) }}{% endif %}{{ bos_token }}{{ m.role }}: {{ m.content }}{% endfor %}{% if tools %}{{ tools | tojson }}{% endif %}{% if add_generation_prompt %}>{% endif %}";

    private readonly string _folder = Directory.CreateTempSubdirectory("decoder-chat").FullName;
    private DecoderChatClient? _client;

    public void Dispose()
    {
        _client?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_answer_streams_and_tells_what_it_used_and_why_it_ended()
    {
        var client = Load();
        var updates = await client.GetStreamingResponseAsync("hello", new() { MaxOutputTokens = 12 }).ToListAsync();
        Assert.InRange(updates.Count, 2, 13);
        var response = updates.ToChatResponse();
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(("user: hello".Length + 2, 12), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal("tiny", response.ModelId);
        Assert.Equal(response.Text, (await client.GetResponseAsync("hello", new() { MaxOutputTokens = 12 })).Text);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_text_and_another_one_another()
    {
        var client = Load();
        async Task<string> Say(long seed) => (await client.GetResponseAsync("hello", new() { MaxOutputTokens = 30, Temperature = 1.5f, Seed = seed })).Text;
        Assert.Equal(await Say(1), await Say(1));
        Assert.NotEqual(await Say(1), await Say(2));
    }

    [Fact]
    public async Task A_stop_string_ends_the_answer_before_it()
    {
        var client = Load();
        var all = (await client.GetResponseAsync("hello", new() { MaxOutputTokens = 30, Temperature = 1, Seed = 5 })).Text;
        var stopped = await client.GetResponseAsync("hello", new() { MaxOutputTokens = 30, Temperature = 1, Seed = 5, StopSequences = [all[4..7]] });
        Assert.Equal(all[..all.IndexOf(all[4..7], StringComparison.Ordinal)], stopped.Text);
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
        Assert.InRange(stopped.Usage!.OutputTokenCount!.Value, 3, 8);
    }

    [Fact]
    public async Task Log_probabilities_are_told_when_asked_for()
    {
        var updates = await Load().GetStreamingResponseAsync("hello", new() { MaxOutputTokens = 5, AdditionalProperties = new() { ["logprobs"] = true } }).ToListAsync();
        var told = updates.SelectMany(u => u.AdditionalProperties?[ModelResponseKeys.LogProbabilities] as IReadOnlyList<SampledToken> ?? []).ToList();
        Assert.Equal(5, told.Count);
        Assert.All(told, t => Assert.InRange(t.LogProbability!.Value, -1000, 0));
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_and_roles_that_the_template_refuses_are_rejected_in_words()
    {
        var client = Load();
        var e = await Assert.ThrowsAsync<TargetException>(() => client.GetResponseAsync(new string('a', 500)));
        Assert.Equal("rejected", e.Code);
        Assert.Contains("256", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<TargetException>(() => client.GetResponseAsync([new(new("developer"), "my secret")]));
        Assert.Equal("rejected", e.Code);
        Assert.Contains("line 1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<TargetException>(() => client.GetResponseAsync("x", new() { Temperature = 99 }));
        Assert.Contains("Temperature", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_queue_the_answer_is_busy_with_the_time_to_wait()
    {
        var client = Load(new() { Threads = 1, MaxActive = 1, MaxWaiting = 0 });
        var first = client.GetStreamingResponseAsync("hello", new() { Temperature = 1, Seed = 1 }).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());
        TargetException? refused = null;
        try
        {
            await client.GetResponseAsync("hello", new() { MaxOutputTokens = 1 });
        }
        catch (TargetException e)
        {
            refused = e;
        }

        // The first may have ended meanwhile on a fast machine; then nothing is refused.
        if (refused is not null)
            Assert.Equal(("busy", true), (refused.Code, refused.RetryAfter > TimeSpan.Zero));
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_stops_reading_stops_the_answer_and_makes_room()
    {
        var client = Load(new() { Threads = 1, MaxActive = 1, MaxWaiting = 1 });
        for (var i = 0; i < 5; i++)
        {
            await foreach (var _ in client.GetStreamingResponseAsync("hello", new() { Temperature = 1, Seed = i }))
                break;
        }

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("hello", cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task An_answer_in_a_schema_parses_or_says_that_it_was_cut_off()
    {
        var client = Load();
        var format = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"enum":["x","y"]}},"required":["a","b"],"additionalProperties":false}""").RootElement);
        var whole = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var response = await client.GetResponseAsync("hello", new() { Temperature = 2, Seed = seed, ResponseFormat = format, MaxOutputTokens = 60 });
            if (response.FinishReason == ChatFinishReason.Length)
                continue;
            whole++;
            using var parsed = JsonDocument.Parse(response.Text);
            Assert.Contains(parsed.RootElement.GetProperty("b").GetString(), new[] { "x", "y" });
        }

        Assert.InRange(whole, 20, 40);
        var e = await Assert.ThrowsAsync<TargetException>(() => client.GetResponseAsync("x", new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"string","pattern":"a"}""").RootElement) }));
        Assert.Contains("pattern", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tool_that_must_be_called_is_called_with_arguments_that_parse(bool tagged)
    {
        var client = Load(format: tagged ? new("<call>", "</call>", "arguments") : ToolCallFormat.Bare);
        var tool = AIFunctionFactory.CreateDeclaration("on", "on", JsonDocument.Parse("""{"type":"object","properties":{"area":{"enum":["hall","bath"]}},"required":["area"]}""").RootElement);
        for (var seed = 0; seed < 10; seed++)
        {
            var response = await client.GetResponseAsync("hi", new() { Temperature = 2, Seed = seed, Tools = [tool], ToolMode = ChatToolMode.RequireAny, MaxOutputTokens = 100 });
            var call = Assert.Single(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>());
            Assert.Equal("on", call.Name);
            Assert.Contains(((JsonElement)call.Arguments!["area"]!).GetString(), new[] { "hall", "bath" });
            Assert.Equal((ChatFinishReason.ToolCalls, ""), (response.FinishReason, response.Text));
        }
    }

    private DecoderChatClient Load(DecoderOptions? options = null, ToolCallFormat? format = null)
    {
        var model = DecoderModel.Load(HuggingFaceFolder.Open(TinyDecoder.Write(_folder, inPlace: true)), options ?? new() { Threads = 1 });
        return _client = new(new(model, options), new Letters(), ChatTemplate.Parse(Template), new() { Id = "tiny", SpecialTokens = new Dictionary<string, string> { ["bos_token"] = "#" }, ToolCalls = format ?? ToolCallFormat.Tagged });
    }
}
