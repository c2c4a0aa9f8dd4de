using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;

namespace Orchestrator.Inference.Tests.Decoders;

public sealed class SchedulerTests : IDisposable
{
    private static readonly int[] s_prompt = [.. Enumerable.Range(0, 30).Select(i => i * 7 % 97)];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("scheduler").FullName;
    private DecoderScheduler? _scheduler;

    public void Dispose()
    {
        _scheduler?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_side_by_side_are_those_that_each_gives_alone(bool inPlace)
    {
        var scheduler = Load(inPlace, new() { Threads = 1 });
        var requests = Enumerable.Range(1, 6).Select(i => Request(20) with { Sampling = new() { Temperature = 1, Seed = i } }).ToList();
        var together = await Task.WhenAll(requests.Select(r => ReadAsync(scheduler.Start(r, default))));
        Assert.Equal(6, together.Select(t => string.Join(' ', t)).Distinct().Count());
        for (var i = 0; i < requests.Count; i++)
            Assert.Equal(together[i], await ReadAsync(scheduler.Start(requests[i], default)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_that_begins_like_an_earlier_one_is_not_read_again(bool inPlace)
    {
        var scheduler = Load(inPlace, new() { Threads = 1 });
        var first = scheduler.Start(Request(10), default);
        var tokens = await ReadAsync(first);
        Assert.Equal(0, first.Remembered);
        var again = scheduler.Start(Request(10), default);
        Assert.Equal(tokens, await ReadAsync(again));
        Assert.Equal(29, again.Remembered);
        var longer = scheduler.Start(Request(10) with { Prompt = [.. s_prompt, .. tokens[..5]] }, default);
        Assert.Equal(tokens[5..], (await ReadAsync(longer))[..5]);
        Assert.Equal(34, longer.Remembered);
    }

    [Fact]
    public async Task An_answer_ends_at_its_limit_at_an_end_token_or_at_the_context()
    {
        var scheduler = Load(true, new() { Threads = 1, Context = 64 });
        var limited = scheduler.Start(Request(5), default);
        var tokens = await ReadAsync(limited);
        Assert.Equal((5, "length"), (limited.Written, limited.FinishReason));
        var ended = scheduler.Start(Request(5) with { EndTokens = [tokens[0]] }, default);
        Assert.Empty(await ReadAsync(ended));
        Assert.Equal("stop", ended.FinishReason);
        var full = scheduler.Start(Request(1000), default);
        Assert.Equal(34, (await ReadAsync(full)).Count);
        Assert.Equal("length", full.FinishReason);
        var error = Assert.Throws<TargetException>(() => scheduler.Start(Request(1) with { Prompt = new int[64] }, default));
        Assert.Equal("rejected", error.Code);
    }

    [Fact]
    public async Task Beyond_the_queue_a_request_is_refused_as_busy()
    {
        var scheduler = Load(true, new() { Threads = 1, MaxActive = 1, MaxWaiting = 1 });
        var refused = 0;
        var started = new List<Generation>();
        for (var i = 0; i < 10_000 && refused == 0; i++)
        {
            try
            {
                started.Add(scheduler.Start(Request(200), default));
            }
            catch (TargetException e) when (e.Code == "busy")
            {
                refused++;
            }
        }

        foreach (var generation in started)
            Assert.Equal(200, (await ReadAsync(generation)).Count);
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task Who_gave_up_waiting_keeps_nobody_out()
    {
        var scheduler = Load(true, new() { Threads = 1, MaxActive = 1, MaxWaiting = 1 });
        using var hold = new HoldingConstraint();
        using var stop = new CancellationTokenSource();
        var active = scheduler.Start(Request(3) with { Constraint = hold }, default);
        await hold.Reached.WaitAsync(s_patience);
        var given = scheduler.Start(Request(3), stop.Token);
        Assert.Equal("busy", Assert.Throws<TargetException>(() => scheduler.Start(Request(3), default)).Code);

        await stop.CancelAsync();
        var next = scheduler.Start(Request(3), default);
        hold.LetGo();

        Assert.Equal(3, (await ReadAsync(active)).Count);
        Assert.Equal(3, (await ReadAsync(next)).Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(given));
    }

    [Fact]
    public async Task A_stopped_answer_makes_room()
    {
        var scheduler = Load(true, new() { Threads = 1, MaxActive = 1, MaxWaiting = 0 });
        using var stop = new CancellationTokenSource();
        var stopped = scheduler.Start(Request(200), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(stopped));
        Assert.Equal(3, (await ReadAsync(await WhenFreeAsync(scheduler))).Count);
    }

    private static async Task<Generation> WhenFreeAsync(DecoderScheduler scheduler)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            try
            {
                return scheduler.Start(Request(3), default);
            }
            catch (TargetException e) when (e.Code == "busy")
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    private static GenerationRequest Request(int most) => new() { Prompt = s_prompt, MaxTokens = most, EndTokens = [] };

    private static async Task<List<int>> ReadAsync(Generation generation)
    {
        var tokens = new List<int>();
        await foreach (var token in generation.ReadAsync())
            tokens.Add(token.Id);
        return tokens;
    }

    private DecoderScheduler Load(bool inPlace, DecoderOptions options) =>
        _scheduler = new(DecoderModel.Load(HuggingFaceFolder.Open(TinyDecoder.Write(_folder, inPlace)), options), options);
}
