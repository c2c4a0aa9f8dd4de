using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Inference.Tests.Chat;
using Orchestrator.Inference.Tests.Providers;
using Orchestrator.Inference.Workers;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Tests.Workers;

/// <summary>Real worker processes; the clock of their supervisor moves when a test says so.</summary>
public sealed class WorkerTests : IDisposable
{
    private static readonly DecoderOptions s_small = new() { Threads = 1, MaxActive = 1, MaxWaiting = 0, PrefixCacheBytes = 1 << 20 };

    private readonly string _folder = Directory.CreateTempSubdirectory("worker").FullName;
    private readonly FakeTimeProvider _time = new();
    private LocalModel? _model;

    public void Dispose()
    {
        _model?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_answer_in_a_worker_is_the_one_that_the_model_gives_in_this_process()
    {
        TinyChat.Write(_folder);
        var worker = Load();
        using var here = DecoderLoader.Load(_folder, s_small);
        Assert.Equal((here.Id, here.Version), (worker.Id, worker.Version));
        Assert.Equal(here.Client.GetService<DecoderDescription>(), worker.Client.GetService<DecoderDescription>());
        var tool = AIFunctionFactory.CreateDeclaration("on", "on", JsonDocument.Parse("""{"type":"object","properties":{"area":{"enum":["hall","bath"]}},"required":["area"]}""").RootElement);
        ChatOptions[] all =
        [
            new() { MaxOutputTokens = 20 },
            new() { MaxOutputTokens = 30, Temperature = 1.5f, Seed = 4, TopK = 20, TopP = 0.9f, FrequencyPenalty = 0.5f, PresencePenalty = 0.1f, StopSequences = ["q"], AdditionalProperties = new() { ["logprobs"] = true } },
            new() { MaxOutputTokens = 90, Temperature = 2, Seed = 1, ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""").RootElement) },
            new() { MaxOutputTokens = 40, Temperature = 2, Seed = 2, Tools = [tool], ToolMode = ChatToolMode.Auto },
        ];
        List<ChatMessage> messages = [new(ChatRole.System, "be brief"), new(ChatRole.User, "hello"), new(ChatRole.Assistant, [new FunctionCallContent("1", "on", new Dictionary<string, object?> { ["area"] = "hall" })]), new(ChatRole.Tool, [new FunctionResultContent("1", "done")])];
        foreach (var options in all)
        {
            var (expected, found) = (await here.Client.GetResponseAsync(messages, options), await worker.Client.GetResponseAsync(messages, options));
            Assert.Equal((expected.Text, expected.FinishReason, expected.ModelId), (found.Text, found.FinishReason, found.ModelId));
            Assert.Equal((expected.Usage!.InputTokenCount, expected.Usage.OutputTokenCount), (found.Usage!.InputTokenCount, found.Usage.OutputTokenCount));
            Assert.Equal(Calls(expected), Calls(found));
        }

        var told = await worker.Client.GetStreamingResponseAsync(messages, all[1]).ToListAsync();
        Assert.NotEmpty(told.SelectMany(u => u.AdditionalProperties?[ModelResponseKeys.LogProbabilities] as IReadOnlyList<SampledToken> ?? []));
    }

    [Theory]
    [InlineData("-KILL", 1, "signal 9")]
    [InlineData("-SEGV", 2, "signal 11")] // The runtime takes the first and waits for the fault to come again.
    public async Task A_worker_that_is_killed_is_one_failed_attempt_and_another_takes_its_place(string signal, int times, string words)
    {
        var model = Load(HazardFolder.Write(_folder));
        var expected = (await model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 5 })).Text;
        var answer = model.Client.GetResponseAsync("now L", new() { MaxOutputTokens = 5 });
        var worker = Supervisor.Current().Id.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < times; i++)
        {
            using var kill = Process.Start("kill", [signal, worker]);
            await kill.WaitForExitAsync();
        }

        var error = await Assert.ThrowsAsync<TargetException>(() => answer);
        Assert.Equal("internal", error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        var busy = await WhenGoneAsync(model);
        Assert.Equal("busy", busy.Code);
        Assert.Equal(TimeSpan.FromSeconds(1), busy.RetryAfter);
        Assert.Contains(words, model.Problem, StringComparison.Ordinal);
        Assert.Equal(expected, (await WhenBackAsync(model)).Text);
        Assert.Null(model.Problem);
    }

    [Fact]
    public async Task A_graph_that_loops_for_ever_is_ended_and_the_next_answer_comes_from_another_worker()
    {
        var model = Load(HazardFolder.Write(_folder));
        Assert.NotEmpty((await model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 5 })).Text);
        var hung = model.Client.GetResponseAsync("now L", new() { MaxOutputTokens = 5 });
        await Eventually.TrueAsync(() => hung.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(1)));
        var error = await Assert.ThrowsAsync<TargetException>(() => hung);
        Assert.Contains("it hung, without a step in 60 s", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await WhenBackAsync(model)).Text);
    }

    [Fact]
    public async Task A_graph_that_takes_more_memory_than_it_may_fails_its_answer_alone()
    {
        var model = Load(HazardFolder.Write(_folder), new() { MemoryBytes = 512 << 20 });
        var worker = Supervisor.Current().Id;
        var error = await Assert.ThrowsAsync<TargetException>(() => model.Client.GetResponseAsync("now M", new() { MaxOutputTokens = 5 }));
        Assert.Contains("memory", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 5 })).Text);
        Assert.Equal(worker, Supervisor.Current().Id);
    }

    [Fact]
    public async Task Each_crash_in_a_row_makes_the_next_wait_longer()
    {
        var model = Load(TinyChat.Write(_folder));
        foreach (var seconds in new[] { 1, 1, 2, 4 })
        {
            using (var process = Process.GetProcessById(Supervisor.Current().Id))
                process.Kill();
            Assert.Equal(TimeSpan.FromSeconds(seconds), (await WhenGoneAsync(model)).RetryAfter);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            await Eventually.TrueAsync(() => model.Problem is null);
        }
    }

    [Fact]
    public void What_keeps_a_model_from_being_loaded_is_told_as_in_this_process()
    {
        TinyChat.Write(_folder);
        var config = Path.Combine(_folder, "tokenizer_config.json");
        var whole = File.ReadAllText(config);
        File.WriteAllText(config, "{}");
        Assert.Contains("no chat template", Assert.Throws<ModelLoadException>(() => Load()).Message, StringComparison.Ordinal);
        File.WriteAllText(config, whole);
        var file = Path.Combine(_folder, "onnx", "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..5000]);
        Assert.Contains("cut off", Assert.Throws<ModelLoadException>(() => Load()).Message, StringComparison.Ordinal);
        Assert.Contains("is missing", Assert.Throws<ModelLoadException>(() => Load(worker: new() { Program = "/nowhere/worker" })).Message, StringComparison.Ordinal);
        Assert.Contains("MemoryBytes", Assert.Throws<ArgumentException>(() => Load(worker: new() { MemoryBytes = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_comes_back_with_another_model_does_not_answer_under_the_first_ones_name()
    {
        var model = Load(TinyChat.Write(_folder));
        var file = Path.Combine(_folder, "onnx", "model.onnx");
        var whole = File.ReadAllBytes(file);
        // A field that nobody knows: another file, the same graph.
        File.WriteAllBytes(file, [.. whole, 0x9a, 0x06, 0x01, 0x78]);
        using (var process = Process.GetProcessById(Supervisor.Current().Id))
            process.Kill();
        await WhenGoneAsync(model);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => model.Problem?.Contains("another model", StringComparison.Ordinal) is true);

        File.WriteAllBytes(file, whole);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => model.Problem is null);
    }

    [Fact]
    public void A_judge_that_cannot_be_used_is_told_before_a_worker_is_started()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(Path.Combine(TinyChat.Write(_folder), AnswerJudge.File), "{}");
        Assert.Throws<ModelLoadException>(() => Load(worker: new() { Program = NotedProgram() }));
        Assert.False(File.Exists(Started));
    }

    [Fact]
    public async Task A_worker_that_never_gets_its_model_loaded_ends_with_whoever_started_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        EndlessTemplate();
        var launch = new WorkerLaunch(WorkerProgram.Find(""), new(), new(_folder, 1L << 30, s_small), _time);
        using var worker = launch.Start();
        await worker.StandardInput.BaseStream.WriteAsync(WorkerFrames.Frame(FrameKind.Load, launch.Load));
        await worker.StandardInput.BaseStream.FlushAsync();
        Assert.False(worker.WaitForExit(0));

        worker.StandardInput.Close();

        Assert.True(worker.WaitForExit(Eventually.Patience));
    }

    [Fact]
    public async Task A_model_that_is_given_up_while_its_worker_loads_again_leaves_no_worker()
    {
        if (OperatingSystem.IsWindows())
            return;
        var model = Load(TinyChat.Write(_folder), new() { Program = NotedProgram() });
        EndlessTemplate();
        using (var process = Process.GetProcessById(Supervisor.Current().Id))
            process.Kill();
        await WhenGoneAsync(model);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => File.ReadAllLines(Started).Length == 2);
        using var second = Process.GetProcessById(int.Parse(File.ReadAllLines(Started)[1], CultureInfo.InvariantCulture));

        model.Dispose();

        Assert.True(second.WaitForExit(Eventually.Patience));
    }

    [Fact]
    public void Whatever_an_answer_is_asked_with_crosses_to_the_worker()
    {
        var asked = new ChatOptions
        {
            MaxOutputTokens = 3,
            Temperature = 0.5f,
            TopP = 0.9f,
            TopK = 4,
            FrequencyPenalty = 0.1f,
            PresencePenalty = 0.2f,
            Seed = 7,
            Instructions = "be brief",
            StopSequences = ["."],
            ToolMode = ChatToolMode.RequireAny,
            AllowMultipleToolCalls = false,
            ResponseFormat = ChatResponseFormat.Json,
            AdditionalProperties = new() { ["logprobs"] = true },
        };
        var crossed = AnswerMapping.Options(WorkerFrames.Parse<AnswerRequest>(WorkerFrames.Frame(FrameKind.Answer, new AnswerRequest(1, [], AnswerMapping.Of(asked)))[5..]).Options);
        Assert.Equivalent(asked, crossed);
    }

    [Fact]
    public async Task Whoever_stops_reading_stops_the_answer_in_the_worker()
    {
        var model = Load(TinyChat.Write(_folder));
        for (var i = 0; i < 3; i++)
        {
            await foreach (var _ in model.Client.GetStreamingResponseAsync("hello", new() { Temperature = 2, Seed = i }))
                break;
            Assert.NotEmpty((await NotBusyAsync(() => model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 2 }))).Text);
        }
    }

    [Fact]
    public void A_worker_leaves_no_dump_has_no_key_of_ours_and_ends_with_its_model()
    {
        var launch = new WorkerLaunch(new("worker", []), new(), new(_folder, 1, s_small), _time);
        Environment.SetEnvironmentVariable("ORCHESTRATOR_TEST_SECRET", "hidden");
        Assert.DoesNotContain("ORCHESTRATOR_TEST_SECRET", launch.Describe().Environment.Keys);
        Assert.Contains("PATH", launch.Describe().Environment.Keys);
        var model = Load(TinyChat.Write(_folder));
        using var process = Process.GetProcessById(Supervisor.Current().Id);
        if (OperatingSystem.IsLinux())
            Assert.Matches(@"Max core file size\s+0\s+0", File.ReadAllText($"/proc/{process.Id}/limits"));
        model.Dispose();
        Assert.True(process.WaitForExit(Eventually.Patience));
    }

    private string Started => Path.Combine(_folder, "started");

    // The worker, which notes that it was started.
    private string NotedProgram()
    {
        var (path, worker) = (Path.Combine(_folder, "noted"), WorkerProgram.Find(""));
        File.WriteAllText(path, $"#!/bin/sh\necho $$ >> '{Started}'\nexec '{worker.File}' '{string.Join("' '", worker.Arguments)}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    // Whoever opens a pipe that nobody writes to waits for ever.
    private void EndlessTemplate()
    {
        var path = Path.Combine(TinyChat.Write(_folder), "chat_template.jinja");
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private WorkerSupervisor Supervisor => _model!.Client.GetService<WorkerSupervisor>()!;

    private LocalModel Load(string? folder = null, WorkerOptions? worker = null) =>
        _model = WorkerModelLoader.Load(folder ?? _folder, worker, s_small, NullLogger.Instance, _time);

    private static async Task<TargetException> WhenGoneAsync(LocalModel model)
    {
        await Eventually.TrueAsync(() => model.Problem is not null);
        return await Assert.ThrowsAsync<TargetException>(() => model.Client.GetResponseAsync("hello"));
    }

    private async Task<ChatResponse> WhenBackAsync(LocalModel model)
    {
        await Eventually.TrueAsync(() => model.Problem is not null);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => model.Problem is null);
        return await NotBusyAsync(() => model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 5 }));
    }

    private static async Task<ChatResponse> NotBusyAsync(Func<Task<ChatResponse>> ask)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (TargetException e) when (e.Code == "busy" && !limit.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, limit.Token);
            }
        }
    }

    private static string Calls(ChatResponse response) =>
        string.Join(' ', response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => $"{c.Name} {JsonSerializer.Serialize(c.Arguments)}"));
}
