using System.Text.Json;

namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Writes a decoder as a folder in the Hugging Face layout, with the names of inputs and outputs that Optimum gives.</summary>
public static class DecoderWriter
{
    /// <summary>Writes one variant and the configuration. Weights lie beside the graph where they are large.</summary>
    /// <param name="folder">The folder, made when it is not there.</param>
    /// <param name="file">The ONNX file's name, such as <c>model_q4.onnx</c>.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="form">The form of the graph.</param>
    public static void Write(string folder, string file, DecoderShape shape, IDecoderWeights weights, DecoderForm form)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(form);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "onnx")).FullName, file);
        WriteConfiguration(folder, shape);
        var data = Size(shape) > 16 << 20 ? path + "_data" : null;
        File.Delete(path + "_data");
        using var graph = new OnnxGraph(data);
        new DecoderGraphBuilder(graph, shape, weights, form).Build();
        File.WriteAllBytes(path, graph.ToArray());
    }

    /// <summary>Writes <c>config.json</c> and <c>generation_config.json</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shape">The sizes.</param>
    public static void WriteConfiguration(string folder, DecoderShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            architectures = new[] { "LlamaForCausalLM" },
            model_type = "llama",
            hidden_size = shape.Size,
            intermediate_size = shape.Hidden,
            num_hidden_layers = shape.Layers,
            num_attention_heads = shape.Heads,
            num_key_value_heads = shape.KeyValueHeads,
            head_dim = shape.Head,
            vocab_size = shape.Vocabulary,
            max_position_embeddings = shape.Context,
            rope_theta = shape.RotaryBase,
            rms_norm_eps = shape.Epsilon,
            hidden_act = "silu",
            tie_word_embeddings = shape.Tied,
            bos_token_id = shape.Begin,
            eos_token_id = shape.End,
        }));
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), JsonSerializer.Serialize(new { bos_token_id = shape.Begin, eos_token_id = shape.End }));
    }

    private static long Size(DecoderShape s) => s.Vocabulary * (long)s.Size + s.Layers * (long)s.Size * (2 * s.Size + 3 * s.Hidden);
}
