using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;

namespace Orchestrator.Inference.Tests.Decoders;

public sealed class ProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provider").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_provider_that_is_not_there_is_said_and_the_CPU_takes_its_place()
    {
        TinyDecoder.Write(_folder, inPlace: true);
        var missing = Enum.GetValues<ExecutionProvider>().Except([ExecutionProvider.Auto, .. ExecutionProviders.Available]).First();
        using var model = DecoderModel.Load(HuggingFaceFolder.Open(_folder), new() { Threads = 1, Provider = missing });
        Assert.Equal(ExecutionProvider.Cpu, model.Description.Provider);
        Assert.Contains($"{missing} is not in the installed ONNX Runtime, which has", model.Description.Fallback, StringComparison.Ordinal);
    }

    [Fact]
    public void The_CPU_is_no_fallback_where_it_was_asked_for_or_nothing_else_is_there()
    {
        Assert.Contains(ExecutionProvider.Cpu, ExecutionProviders.Available);
        Assert.Equal((ExecutionProvider.Cpu, null), ExecutionProviders.Choose(ExecutionProvider.Cpu, [ExecutionProvider.Cpu, ExecutionProvider.Cuda]));
        Assert.Equal((ExecutionProvider.Cpu, null), ExecutionProviders.Choose(ExecutionProvider.Auto, [ExecutionProvider.Cpu, ExecutionProvider.TensorRt, ExecutionProvider.Qnn]));
        Assert.Equal((ExecutionProvider.Cuda, null), ExecutionProviders.Choose(ExecutionProvider.Auto, [ExecutionProvider.Cpu, ExecutionProvider.Cuda, ExecutionProvider.TensorRt]));
        Assert.Equal((ExecutionProvider.TensorRt, null), ExecutionProviders.Choose(ExecutionProvider.TensorRt, [ExecutionProvider.Cpu, ExecutionProvider.TensorRt]));
    }
}
