namespace Orchestrator.Inference.Onnx;

/// <summary>What an ONNX file says of itself without its weights: inputs, outputs, operators, and where how many bytes of which type lie.</summary>
internal sealed record OnnxFile
{
    public required string Path { get; init; }

    public required long Bytes { get; init; }

    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    public required IReadOnlyList<OnnxTensor> Weights { get; init; }

    /// <summary>Version by domain; the domain of ONNX itself is empty.</summary>
    public required IReadOnlyDictionary<string, long> Opsets { get; init; }

    /// <summary>Bytes of weights by element type, most first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> WeightBytes =>
        [.. Weights.GroupBy(w => OnnxTypes.Name(w.Type), (type, all) => KeyValuePair.Create(type, all.Sum(w => w.Bytes))).OrderByDescending(s => s.Value)];

    /// <summary>Names of the files beside it that hold weights.</summary>
    public IReadOnlyList<string> External => [.. Weights.Where(w => w.Location is not null).Select(w => w.Location!).Distinct(StringComparer.Ordinal)];
}

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as ONNX numbers it.</param>
/// <param name="Shape">Its dimensions, -1 for one that is not fixed.</param>
internal sealed record OnnxValue(string Name, int Type, IReadOnlyList<long> Shape);

/// <summary>An operator, with the names of what goes in and comes out.</summary>
/// <param name="Operator">Its kind.</param>
/// <param name="Inputs">What goes in; empty where an input is left out.</param>
/// <param name="Outputs">What comes out.</param>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);

/// <summary>A weight.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as ONNX numbers it.</param>
/// <param name="Elements">How many numbers it has.</param>
/// <param name="Location">The file that holds it; null when the ONNX file itself does.</param>
/// <param name="End">Where it ends in that file, in bytes.</param>
internal sealed record OnnxTensor(string Name, int Type, long Elements, string? Location, long End)
{
    /// <summary>Its size, in bytes.</summary>
    public long Bytes => checked(Elements * OnnxTypes.Bits(Type) + 7) / 8;
}
