using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Onnx;

namespace Orchestrator.Inference.Layout;

/// <summary>Looks into a model folder without loading weights.</summary>
public static class FolderInspection
{
    /// <summary>Reports on every variant; one that cannot be run is reported with the reason.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<VariantReport> Inspect(HuggingFaceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return [.. folder.Variants.Select(v => Report(v, folder.Config))];
    }

    private static VariantReport Report(ModelVariant variant, DecoderConfig config)
    {
        IReadOnlyList<KeyValuePair<string, long>> sizes = [];
        try
        {
            var file = OnnxReader.Read(variant.File);
            sizes = file.WeightBytes;
            var graph = DecoderGraph.Read(file, config);
            return new(variant, sizes, graph.SharedBuffer, graph.BytesPerToken, null);
        }
        catch (ModelLoadException e)
        {
            return new(variant, sizes, false, 0, e.Message);
        }
    }
}
