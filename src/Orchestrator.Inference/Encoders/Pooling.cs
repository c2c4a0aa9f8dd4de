using System.Numerics.Tensors;
using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Encoders;

/// <summary>How the rows of a text's tokens become one, as sentence-transformers writes it in <c>1_Pooling/config.json</c>; several ways stand behind each other.</summary>
internal sealed class Pooling
{
    private static readonly (string Flag, string Name)[] s_modes =
    [
        ("pooling_mode_cls_token", "cls"), ("pooling_mode_max_tokens", "max"), ("pooling_mode_mean_tokens", "mean"), ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
        ("pooling_mode_weightedmean_tokens", "weightedmean"), ("pooling_mode_lasttoken", "lasttoken"),
    ];

    private readonly IReadOnlyList<string> _modes;

    private Pooling(IReadOnlyList<string> modes) => _modes = modes;

    /// <summary>The mean of all tokens: what is done where nothing is said.</summary>
    public static Pooling Mean { get; } = new(["mean"]);

    public override string ToString() => string.Join(", ", _modes);

    /// <exception cref="ModelLoadException">The file names no way that is known.</exception>
    public static Pooling Read(JsonElement config, string file)
    {
        List<string> modes = [.. s_modes.Where(m => config.TryGetProperty(m.Flag, out var on) && on.ValueKind == JsonValueKind.True).Select(m => m.Name)];
        if (modes.Count == 0 && config.TryGetProperty("pooling_mode", out var named))
            modes = named.ValueKind == JsonValueKind.Array ? [.. named.EnumerateArray().Select(n => n.ToString())] : [named.ToString()];
        return modes.Count > 0 && modes.TrueForAll(m => s_modes.Any(k => k.Name == m)) ? new(modes)
            : throw new ModelLoadException($"'{file}' names the poolings '{string.Join(", ", modes)}'; known are {string.Join(", ", s_modes.Select(m => m.Name))}. Take a model with one of these.");
    }

    public float[] Pool(EncoderRows rows)
    {
        var pooled = new float[rows.Size * _modes.Count];
        for (var i = 0; i < _modes.Count; i++)
            Pool(rows, _modes[i], pooled.AsSpan(i * rows.Size, rows.Size));
        return pooled;
    }

    private static void Pool(EncoderRows rows, string mode, Span<float> into)
    {
        switch (mode)
        {
            case "cls":
                rows[0].CopyTo(into);
                return;
            case "lasttoken":
                rows[rows.Count - 1].CopyTo(into);
                return;
            case "max":
                rows[0].CopyTo(into);
                for (var i = 1; i < rows.Count; i++)
                    TensorPrimitives.Max(into, rows[i], into);
                return;
        }

        // The later tokens of a weighted mean have read more, so they count more.
        var weights = 0f;
        for (var i = 0; i < rows.Count; i++)
        {
            var weight = mode == "weightedmean" ? i + 1 : 1f;
            TensorPrimitives.MultiplyAdd(rows[i], weight, into, into);
            weights += weight;
        }

        TensorPrimitives.Divide(into, mode == "mean_sqrt_len_tokens" ? MathF.Sqrt(weights) : weights, into);
    }
}
