using System.Diagnostics;
using System.Numerics.Tensors;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Decoders;

/// <summary>A graph of our writer on our engine.</summary>
internal sealed class OnnxContender : IContender
{
    private readonly DecoderModel _model;

    public OnnxContender(string folder, string shape, string format, DecoderForm form, int threads)
    {
        Name = $"{shape} {format}";
        var path = Path.Combine(folder, $"{shape}-{format}");
        if (!File.Exists(Path.Combine(path, "config.json")) || Directory.GetFiles(Path.Combine(path, "onnx"), "*.onnx").Length == 0)
            DecoderWriter.Write(path, "model.onnx", Shapes.Of(shape), new RandomWeights(1), form);
        _model = Load(path, threads);
        Memory = Weight.Of(path, threads);
        Rival = $"{shape} llama.cpp {(format.StartsWith("int4", StringComparison.Ordinal) ? "Q4_0" : "Q8_0")}";
    }

    public string Name { get; }

    public string Rival { get; }

    public long Bytes => _model.Variant.Bytes;

    public long CacheBytesPerToken => _model.CacheBytesPerToken;

    public long Memory { get; }

    public static DecoderModel Load(string path, int threads) =>
        DecoderModel.Load(HuggingFaceFolder.Open(path), new() { Threads = threads, Context = 2048, Provider = ExecutionProvider.Cpu });

    public Task<Timing> RunAsync(int prompt, int tokens)
    {
        var random = new Random(1);
        var ids = Enumerable.Range(0, prompt).Select(_ => random.Next(3, _model.Config.Vocabulary)).ToArray();
        using var sequence = _model.Start(prompt + tokens);
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var token = TensorPrimitives.IndexOfMax(sequence.Feed(ids, CancellationToken.None));
        var (first, firstUsed, steps) = (watch.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime, new double[tokens - 1]);
        for (var i = 0; i < steps.Length; i++)
        {
            var start = watch.Elapsed.TotalSeconds;
            token = TensorPrimitives.IndexOfMax(sequence.Feed([token], CancellationToken.None));
            steps[i] = watch.Elapsed.TotalSeconds - start;
        }

        return Task.FromResult(new Timing(first, steps, (firstUsed - used).TotalSeconds, (Environment.CpuUsage.TotalTime - firstUsed).TotalSeconds));
    }

    public void Dispose() => _model.Dispose();
}
