namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>A way to write attention with a cache.</summary>
internal interface IAttention
{
    /// <summary>Writes a layer; the answer has the heads side by side.</summary>
    string Attend(int layer, string prefix, string query, string key, string value);

    /// <summary>Writes a layer whose query, key and value come side by side.</summary>
    string Fused(int layer, string prefix, string all);
}

/// <summary>What both ways need.</summary>
internal static class Attention
{
    /// <summary>Tokens read and to be read, as the mask tells.</summary>
    public static string Total(OnnxGraph graph) => graph.Op("Gather", [graph.Op("Shape", ["attention_mask"]), graph.Number(1)], ("axis", 0));
}
