using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Workers;

/// <summary>What runs in a worker process: one model, asked over standard input, answering over standard output.</summary>
public sealed class WorkerHost
{
    private readonly Stream _output;
    private readonly LocalModel _model;
    private readonly DecoderScheduler _scheduler;
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _answers = [];

    private WorkerHost(Stream output, LocalModel model) =>
        (_output, _model, _scheduler) = (output, model, model.Client.GetService<DecoderScheduler>()!);

    /// <summary>Loads what the first message names, and answers until the input ends.</summary>
    /// <returns>The process's exit code: 0, or 1 when the model cannot be loaded.</returns>
    public static int Run()
    {
        using var output = ProcessLimits.KeepOutput();
        using var input = Console.OpenStandardInput();
        if (WorkerFrames.Read(input) is not { Kind: FrameKind.Load } first)
            return 1;
        var load = WorkerFrames.Parse<LoadRequest>(first.Body);
        ProcessLimits.Apply(load.MemoryBytes);
        using var frames = new BlockingCollection<(FrameKind Kind, byte[] Body)>();
        new Thread(() => Listen(input, frames)) { IsBackground = true, Name = "worker-input" }.Start();
        try
        {
            var model = DecoderLoader.Load(load.Folder, load.Options);
            output.Write(WorkerFrames.Frame(FrameKind.Ready, new WorkerReady(model.Name, model.Digest, model.Id, model.Client.GetService<DecoderDescription>()!)));
            output.Flush();
            new WorkerHost(output, model).Serve(frames);
            return 0;
        }
        catch (Exception e) when (e is ModelLoadException or OutOfMemoryException)
        {
            output.Write(WorkerFrames.Frame(FrameKind.Refusal, new WorkerRefusal(e is ModelLoadException ? e.Message : $"'{load.Folder}' does not fit the {load.MemoryBytes} bytes of memory that its worker may take. Raise the worker's memory, or take a smaller variant.")));
            output.Flush();
            return 1;
        }
    }

    // Also while the model is loaded, which may never end.
    private static void Listen(Stream input, BlockingCollection<(FrameKind, byte[])> frames)
    {
        while (WorkerFrames.Read(input) is { } frame)
            frames.Add(frame);

        // Whoever started this is gone. A graph may be in the middle of a step that never ends, so that nothing is waited for.
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    private void Serve(BlockingCollection<(FrameKind Kind, byte[] Body)> frames)
    {
        foreach (var frame in frames.GetConsumingEnumerable())
        {
            switch (frame.Kind)
            {
                case FrameKind.Answer:
                    var request = WorkerFrames.Parse<AnswerRequest>(frame.Body);
                    var stop = _answers[request.Number] = new();
                    _ = Task.Run(() => AnswerAsync(request, stop));
                    break;
                case FrameKind.Cancel when _answers.TryGetValue(WorkerFrames.Parse<AnswerCancelled>(frame.Body).Number, out var answer):
                    answer.Cancel();
                    break;
                case FrameKind.Ping:
                    Send(FrameKind.Beat, new WorkerBeat(_scheduler.Steps));
                    break;
            }
        }
    }

    private async Task AnswerAsync(AnswerRequest request, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var update in _model.Client.GetStreamingResponseAsync(request.Messages, AnswerMapping.Options(request.Options), stop.Token))
                Send(FrameKind.Update, AnswerMapping.Of(request.Number, update));
        }
        catch (TargetException e)
        {
            Fail(e.Code, e.Message, e.RetryAfter?.TotalSeconds);
        }
        catch (DecoderException e)
        {
            Fail("internal", "the model failed: " + e.Message);
        }
        catch (Exception e)
        {
            // Its message may quote what was asked, so only its kind goes on.
            Fail("internal", $"the model failed ({e.GetType().Name})");
        }
        finally
        {
            _answers.TryRemove(request.Number, out _);
        }

        void Fail(string code, string message, double? retry = null) => Send(FrameKind.Failure, new AnswerFailure(request.Number, code, message, retry));
    }

    private void Send<T>(FrameKind kind, T message)
    {
        var frame = WorkerFrames.Frame(kind, message);
        lock (_output)
        {
            _output.Write(frame);
            _output.Flush();
        }
    }
}
