using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orchestrator.Training.Publishing;

/// <summary>Weights as the trainer writes them: one file of 32-bit floats, and a JSON file that names shapes and places.</summary>
internal sealed class TrainedWeights
{
    private readonly Dictionary<string, (long[] Shape, int Offset)> _index;
    private readonly float[] _values;
    private readonly JsonElement _shape;

    private TrainedWeights(JsonElement root, float[] values)
    {
        _values = values;
        _shape = root.GetProperty("shape").Clone();
        Seed = root.GetProperty("seed").GetInt32();
        Steps = root.GetProperty("steps").GetInt32();
        _index = root.GetProperty("tensors").EnumerateObject().ToDictionary(
            t => t.Name,
            t => (t.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray(), t.Value.GetProperty("offset").GetInt32()),
            StringComparer.Ordinal);
    }

    public int Seed { get; }

    public int Steps { get; }

    public long Parameters => _values.LongLength;

    /// <exception cref="InvalidOperationException">The weights are not there, or are cut off.</exception>
    public static TrainedWeights Read(string work, string name)
    {
        var path = Path.Combine(work, "weights", name);
        if (!File.Exists(path + ".json") || !File.Exists(path + ".bin"))
            throw new InvalidOperationException($"'{path}.json' and '.bin' are missing: the model '{name}' is not trained yet. Run the step 'train', or copy the folder 'weights' from the machine that trained.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        var weights = new TrainedWeights(document.RootElement, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path + ".bin")).ToArray());
        var expected = weights._index.Values.Sum(t => t.Shape.Aggregate(1L, (a, d) => a * d));
        return expected == weights.Parameters ? weights : throw new InvalidOperationException($"'{path}.bin' has {weights.Parameters} numbers, and '{path}.json' expects {expected}. Copy both again.");
    }

    public bool Has(string name) => _index.ContainsKey(name);

    public int Size(string key) => _shape.GetProperty(key).GetInt32();

    public long[] Shape(string name) => _index[name].Shape;

    public float[] this[string name]
    {
        get
        {
            var (shape, offset) = _index[name];
            return _values[offset..(offset + (int)shape.Aggregate(1L, (a, d) => a * d))];
        }
    }
}
