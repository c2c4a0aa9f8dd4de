using Orchestrator.Training.Onnx.Decoders;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Decoders;

/// <summary>A trained decoder under the names that the writer asks for.</summary>
internal sealed class DecoderWeights(TrainedWeights weights) : IDecoderWeights
{
    public static DecoderShape Shape(TrainedWeights weights, int begin, int end) => new()
    {
        Vocabulary = (int)weights.Shape("embedding.weight")[0],
        Size = weights.Size("width"),
        Layers = weights.Size("layers"),
        Heads = weights.Size("heads"),
        KeyValueHeads = weights.Size("keys"),
        Hidden = weights.Size("hidden"),
        Context = 1024,
        Begin = begin,
        End = end,
    };

    public float[] Get(string name, int rows, int columns)
    {
        var own = name switch
        {
            "model.embed_tokens" => "embedding",
            "model.norm" => "norm",
            _ => name.Replace("model.layers.", "layers.", StringComparison.Ordinal).Replace("self_attn.", "", StringComparison.Ordinal).Replace("mlp.", "", StringComparison.Ordinal)
                .Replace("input_layernorm", "norm1", StringComparison.Ordinal).Replace("post_attention_layernorm", "norm2", StringComparison.Ordinal).Replace("_proj", "", StringComparison.Ordinal),
        };
        var values = weights[own + ".weight"];
        if (name == "model.embed_tokens" || weights.Shape(own + ".weight").Length == 1)
            return values;
        var turned = new float[values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                turned[(r * columns) + c] = values[(c * rows) + r];
        }

        return turned;
    }
}
