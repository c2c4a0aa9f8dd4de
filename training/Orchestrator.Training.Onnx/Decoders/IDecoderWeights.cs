namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Where the writer has a decoder's weights from.</summary>
public interface IDecoderWeights
{
    /// <summary>A weight under its Hugging Face name without <c>.weight</c>, such as <c>model.layers.0.self_attn.q_proj</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="rows">Inputs of a projection (the transpose of what PyTorch keeps), tokens of <c>model.embed_tokens</c>, 1 for a norm.</param>
    /// <param name="columns">Outputs of a projection, the model's size else.</param>
    /// <returns>Row by row.</returns>
    float[] Get(string name, int rows, int columns);
}
