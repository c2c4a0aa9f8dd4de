using Microsoft.ML.OnnxRuntime.Tensors;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Onnx;

namespace Orchestrator.Inference.Decoders;

/// <summary>What the inputs and outputs of a decoder's graph mean, worked out from their names and checked against the configuration.</summary>
internal sealed record DecoderGraph
{
    private const int Float = 1, Int32 = 6, Int64 = 7, Bool = 9, Half = 10;

    public required IReadOnlyList<CacheSlot> Cache { get; init; }

    /// <summary>The other inputs, in the graph's order.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Inputs that are 32-bit where most exports have 64.</summary>
    public required IReadOnlySet<string> Narrow { get; init; }

    public required bool HalfLogits { get; init; }

    /// <summary>Whether <c>num_logits_to_keep</c> has a dimension, or is a bare number.</summary>
    public required bool KeepIsVector { get; init; }

    /// <summary>Whether every key and value is made by GroupQueryAttention in place, so that one buffer may be past and present.</summary>
    public required bool SharedBuffer { get; init; }

    /// <summary>Whether what a token becomes depends on those that it is read with.</summary>
    public required bool QuantisesRuns { get; init; }

    public bool KeepsLogits => Inputs.Contains("num_logits_to_keep");

    public long BytesPerToken => Cache.Sum(c => c.BytesPerToken);

    /// <exception cref="ModelLoadException">The graph is no decoder with a cache, or contradicts the configuration.</exception>
    public static DecoderGraph Read(OnnxFile file, DecoderConfig config)
    {
        var cache = new List<CacheSlot>();
        var inputs = new List<string>();
        var narrow = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in file.Inputs)
        {
            if (PresentOf(input.Name) is { } names)
            {
                var present = file.Outputs.FirstOrDefault(o => names.Contains(o.Name))
                    ?? throw Contradiction(file, $"an output '{names[0]}' for input '{input.Name}'", "none; export the model with its cache");
                cache.Add(new(input.Name, present.Name, ElementType(file, input), [.. input.Shape.Select((d, i) => i == 0 ? 1 : d)]));
                continue;
            }

            var (known, types) = input.Name switch
            {
                "input_ids" or "attention_mask" or "position_ids" or "num_logits_to_keep" => (true, new[] { Int64, Int32 }),
                "use_cache_branch" => (true, [Bool]),
                _ => (false, []),
            };
            if (!known)
                throw Contradiction(file, "inputs input_ids, attention_mask, position_ids, num_logits_to_keep, use_cache_branch and past_…", $"'{input.Name}'; this kind of export is not supported");
            if (!types.Contains(input.Type))
                throw Contradiction(file, $"'{input.Name}' of {string.Join(" or ", types.Select(OnnxTypes.Name))}", OnnxTypes.Name(input.Type));
            if (input.Type == Int32)
                narrow.Add(input.Name);
            inputs.Add(input.Name);
        }

        if (!inputs.Contains("input_ids"))
            throw Contradiction(file, "an input 'input_ids'", string.Join(", ", file.Inputs.Select(i => i.Name).Take(8)));
        if (cache.Count == 0)
            throw Contradiction(file, "inputs past_key_values.N.key and .value", "none; export the model with its cache (text-generation-with-past), merged into one file");
        var logits = file.Outputs.FirstOrDefault(o => o.Name == "logits") ?? throw Contradiction(file, "an output 'logits'", string.Join(", ", file.Outputs.Select(o => o.Name).Take(8)));
        if (logits.Type is not (Float or Half))
            throw Contradiction(file, "'logits' of float32 or float16", OnnxTypes.Name(logits.Type));
        CheckShapes(file, config, cache, logits);
        return new()
        {
            Cache = cache,
            Inputs = inputs,
            Narrow = narrow,
            HalfLogits = logits.Type == Half,
            KeepIsVector = file.Inputs.FirstOrDefault(i => i.Name == "num_logits_to_keep")?.Shape.Count > 0,
            SharedBuffer = Shares(file, cache),
            QuantisesRuns = file.Nodes.Any(n => n.Operator is "DynamicQuantizeLinear" or "DynamicQuantizeMatMul"),
        };
    }

    private static void CheckShapes(OnnxFile file, DecoderConfig config, List<CacheSlot> cache, OnnxValue logits)
    {
        var keys = cache.Where(c => c.Past.StartsWith("past_key_values.", StringComparison.Ordinal) && c.Past.EndsWith(".key", StringComparison.Ordinal)).ToList();
        if (cache.TrueForAll(c => c.Grows) && keys.Count != config.Layers)
            throw Contradiction(file, $"{config.Layers} layers, as {ConfigReader.ConfigFile} says", $"{keys.Count}");
        foreach (var slot in cache)
        {
            if (slot.Shape.Length != 4)
                continue;
            if (slot.Shape[1] > 0 && slot.Shape[1] != config.KeyValueHeads)
                throw Contradiction(file, $"{config.KeyValueHeads} key-value heads in '{slot.Past}', as {ConfigReader.ConfigFile} says", $"{slot.Shape[1]}");
            if (slot.Shape[3] > 0 && config.HeadSize is { } size && slot.Shape[3] != size)
                throw Contradiction(file, $"heads of {size} in '{slot.Past}', as {ConfigReader.ConfigFile} says", $"{slot.Shape[3]}");
        }

        if (logits.Shape is [_, _, > 0] && logits.Shape[2] != config.Vocabulary)
            throw Contradiction(file, $"a vocabulary of {config.Vocabulary}, as {ConfigReader.ConfigFile} says", $"{logits.Shape[2]} logits");
        for (var i = 0; i < cache.Count; i++)
        {
            // Exports that name every dimension leave heads and sizes to the configuration.
            var slot = cache[i];
            if (slot.Shape is [1, -1, -1, _] or [1, _, -1, -1])
                cache[i] = slot with { Shape = [1, config.KeyValueHeads, -1, config.HeadSize ?? throw Contradiction(file, $"a fixed head size in '{slot.Past}'", "none")] };
            else if (slot.Shape.Count(d => d < 0) > (slot.Grows ? 1 : 0))
                throw Contradiction(file, $"'{slot.Past}' of [batch, heads, tokens, size] or of a fixed shape", $"[{string.Join(", ", slot.Shape)}]");
        }
    }

    private static bool Shares(OnnxFile file, List<CacheSlot> cache)
    {
        var attention = file.Nodes.Where(n => n.Operator == "GroupQueryAttention").ToList();
        return cache.TrueForAll(c => c.Grows
            && file.Nodes.Count(n => n.Inputs.Contains(c.Past)) == 1
            && attention.Exists(n => Both(n, 3, 1, c) || Both(n, 4, 2, c)));

        static bool Both(OnnxNode node, int input, int output, CacheSlot slot) =>
            node.Inputs.Count > input && node.Outputs.Count > output && node.Inputs[input] == slot.Past && node.Outputs[output] == slot.Present;
    }

    private static string[]? PresentOf(string input) => input switch
    {
        _ when input.StartsWith("past_key_values.", StringComparison.Ordinal) => ["present" + input["past_key_values".Length..], "present_key_values" + input["past_key_values".Length..]],
        _ when input.StartsWith("past_", StringComparison.Ordinal) => ["present_" + input["past_".Length..]],
        _ => null,
    };

    private static TensorElementType ElementType(OnnxFile file, OnnxValue input) => input.Type switch
    {
        Float => TensorElementType.Float,
        Half => TensorElementType.Float16,
        _ => throw Contradiction(file, $"'{input.Name}' of float32 or float16", OnnxTypes.Name(input.Type)),
    };

    private static ModelLoadException Contradiction(OnnxFile file, string expected, string found) =>
        new($"'{file.Path}' cannot be run as a decoder: expected {expected}; found {found}. Take another variant, or an export that fits its {ConfigReader.ConfigFile}.");
}
