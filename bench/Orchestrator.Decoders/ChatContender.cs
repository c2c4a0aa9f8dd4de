using System.Diagnostics;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Workers;

namespace Orchestrator.Decoders;

/// <summary>A shipped decoder behind the chat interface, in this process or over the border in a worker: the difference is what the border costs.</summary>
internal sealed class ChatContender : IContender
{
    // It has a prepared answer of some fifty tokens.
    private const string Question = "my card has not arrived yet";

    private readonly LocalModel _model;

    private ChatContender(string name, LocalModel model, long bytes) => (Name, _model, Bytes) = (name, model, bytes);

    public string Name { get; }

    public long Bytes { get; }

    public long Memory => 0;

    public string Rival { get; private init; } = "";

    /// <summary>The same folder, without the manifest that would keep it in this process, once here and once in a worker.</summary>
    public static List<IContender> Pair(string folder, int threads)
    {
        var path = Path.Combine(folder, "border");
        var shipped = Path.Combine(AppContext.BaseDirectory, "models", "mini-chat");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) is not ("model.json" or "cascade.json")))
        {
            var copy = Path.Combine(path, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var bytes = new FileInfo(Path.Combine(path, "onnx", "model_quantized.onnx")).Length;
        return
        [
            new ChatContender("mini-chat, this process", LocalModelLoader.Load(path, decoder: new() { Threads = threads }), bytes),
            new ChatContender("mini-chat, worker", WorkerModelLoader.Load(path, options: new() { Threads = threads }), bytes) { Rival = "mini-chat, this process" },
        ];
    }

    public async Task<Timing> RunAsync(int prompt, int tokens)
    {
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var (first, last, pieces) = (0.0, 0.0, 0);
        await foreach (var _ in _model.Client.GetStreamingResponseAsync(Question, new() { MaxOutputTokens = tokens, Temperature = 0, Seed = 1 }))
        {
            var now = watch.Elapsed.TotalSeconds;
            first = first == 0 ? now : first;
            (last, pieces) = (now, pieces + 1);
        }

        // Pieces may come together, so that they are timed together. The processors' time is that of this process alone.
        return new(first, [(last - first) / (pieces - 1)], 0, (Environment.CpuUsage.TotalTime - used).TotalSeconds / (pieces - 1));
    }

    public void Dispose() => _model.Dispose();
}
