using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Inference.Tests.Decoders;

/// <summary>Writes a Llama of random weights as a Hugging Face folder. Two layers, four heads of 16, two of them for keys and values.</summary>
internal static class TinyDecoder
{
    public const int Vocabulary = 97, Context = 256;

    private static readonly DecoderShape s_shape = new() { Vocabulary = Vocabulary, Size = 64, Layers = 2, Heads = 4, KeyValueHeads = 2, Hidden = 96, Context = Context, Tied = false };

    /// <summary>Makes a folder.</summary>
    public static string Write(string folder, bool inPlace, bool positions = true, string file = "model.onnx", object? change = null, bool nan = false, DecoderForm? form = null, int vocabulary = Vocabulary)
    {
        DecoderWriter.Write(folder, file, s_shape with { Vocabulary = vocabulary }, new Weights(nan), (form ?? new()) with { InPlace = inPlace, Positions = positions });
        if (change is not null)
        {
            var path = Path.Combine(folder, "config.json");
            var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            foreach (var property in change.GetType().GetProperties())
                config[property.Name] = JsonSerializer.SerializeToNode(property.GetValue(change));
            File.WriteAllText(path, config.ToJsonString());
        }

        return folder;
    }

    private sealed class Weights(bool nan) : IDecoderWeights
    {
        private readonly RandomWeights _random = new(7);

        public float[] Get(string name, int rows, int columns)
        {
            var values = _random.Get(name, rows, columns);
            if (nan && name == "model.embed_tokens")
                values[columns * 5] = float.NaN;
            return values;
        }
    }
}
