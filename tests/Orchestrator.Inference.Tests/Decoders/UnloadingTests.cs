using System.Diagnostics;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;

namespace Orchestrator.Inference.Tests.Decoders;

/// <summary>Watches the whole process, so that nothing else may run beside it.</summary>
[CollectionDefinition(nameof(UnloadingTests), DisableParallelization = true)]
[Collection(nameof(UnloadingTests))]
public sealed class UnloadingTests : IDisposable
{
    private const int Times = 200, Settled = 40;

    // A model that stayed would be 200 times its megabyte of weights, packed weights and caches.
    private const long Most = 32 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("unloading").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_hundred_loads_and_unloads_leave_neither_memory_nor_threads()
    {
        TinyDecoder.Write(_folder, inPlace: true, vocabulary: 4000);
        using var process = Process.GetCurrentProcess();
        var (memory, threads) = (0L, 0);
        for (var i = 0; i < Times; i++)
        {
            if (i == Settled)
                (memory, threads) = Look(process);
            var options = new DecoderOptions { Threads = 2 };
            using var scheduler = new DecoderScheduler(DecoderModel.Load(HuggingFaceFolder.Open(_folder), options), options);
            await foreach (var _ in scheduler.Start(new() { Prompt = [1, 2, 3], MaxTokens = 3, EndTokens = [] }, default).ReadAsync())
            {
            }
        }

        var (now, running) = Look(process);
        Assert.InRange(now - memory, long.MinValue, Most);
        Assert.InRange(running, 0, threads + 8);
    }

    private static (long Memory, int Threads) Look(Process process)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        process.Refresh();
        return (process.WorkingSet64, process.Threads.Count);
    }
}
