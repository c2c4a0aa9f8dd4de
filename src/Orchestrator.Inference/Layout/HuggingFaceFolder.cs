using System.Globalization;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Layout;

/// <summary>A model folder as Optimum and transformers.js lay it out: configuration and tokenizer, and variants of the weights at the root or under <c>onnx/</c>.</summary>
public sealed class HuggingFaceFolder
{
    private static readonly string[] s_stems = ["decoder_model_merged", "model_merged", "model"];

    // What decodes fastest on a CPU first; half precision is widened there at every step, so it comes last.
    private static readonly string[] s_preference = ["q4", "quantized", "int8", "uint8", "bnb4", "fp32", "q4f16", "fp16"];

    /// <summary>Below this size four bits cost more answers than they save time.</summary>
    private const long SmallestForFourBits = 8L << 20;

    private HuggingFaceFolder(string path, DecoderConfig config, IReadOnlyList<ModelVariant> variants) => (Path, Config, Variants) = (path, config, variants);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the configuration says.</summary>
    public DecoderConfig Config { get; }

    /// <summary>The variants, smallest first.</summary>
    public IReadOnlyList<ModelVariant> Variants { get; }

    /// <summary>Whether a folder looks like one: it has a <c>config.json</c>, and no manifest of a shipped model.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsOne(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, ConfigReader.ConfigFile)) && !File.Exists(System.IO.Path.Combine(folder, "model.json"));

    /// <summary>Opens a folder; weights are not read.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelLoadException">A file is missing or unreadable, or the folder has no decoder.</exception>
    public static HuggingFaceFolder Open(string folder)
    {
        var config = ConfigReader.Read(folder);
        var variants = new List<ModelVariant>();
        foreach (var place in new[] { folder, System.IO.Path.Combine(folder, "onnx") }.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(place, "*.onnx").Order(StringComparer.Ordinal))
            {
                if (NameOf(System.IO.Path.GetFileNameWithoutExtension(file)) is { } name && variants.TrueForAll(v => v.Name != name))
                    variants.Add(new(name, file, SizeOf(file)));
            }
        }

        if (variants.Count == 0)
            throw new ModelLoadException($"'{folder}' has no ONNX file of a decoder: expected model*.onnx or decoder_model_merged*.onnx there or under onnx/. Export the model with its cache (text-generation-with-past), merged into one file.");
        return new(folder, config, [.. variants.OrderBy(v => v.Bytes)]);
    }

    /// <summary>Chooses a variant for this machine's CPU.</summary>
    /// <param name="name">The variant by name; null to choose.</param>
    /// <param name="memoryLimit">What weights and a full cache may take together, in bytes; null for no limit.</param>
    /// <param name="cacheBytes">What the cache will take, in bytes.</param>
    /// <exception cref="ModelLoadException">There is none of that name, or none that fits.</exception>
    public ModelVariant Choose(string? name = null, long? memoryLimit = null, long cacheBytes = 0)
    {
        if (name is not null)
        {
            var named = Variants.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ModelLoadException($"'{Path}' has no variant '{name}'; it has {string.Join(", ", Variants.Select(v => v.Name))}. Name one of these.");
            return Fits(named) ? named : throw TooLarge([named]);
        }

        return Variants.Where(Fits).OrderBy(Rank).ThenBy(v => v.Bytes).FirstOrDefault() ?? throw TooLarge(Variants);

        bool Fits(ModelVariant v) => memoryLimit is not { } limit || Expected(v) + cacheBytes <= limit;

        ModelLoadException TooLarge(IEnumerable<ModelVariant> which) => new(string.Create(CultureInfo.InvariantCulture,
            $"No variant in '{Path}' fits the memory limit of {memoryLimit} bytes: {string.Join(", ", which.Select(v => $"{v.Name} needs {Expected(v)}"))}, and the cache {cacheBytes}. Raise the limit, shorten the context, or take a smaller model."));
    }

    /// <summary>What the weights of a variant are expected to take in memory, in bytes: their size and a fifth.</summary>
    /// <param name="variant">The variant.</param>
    public static long Expected(ModelVariant variant) => (variant ?? throw new ArgumentNullException(nameof(variant))).Bytes / 5 * 6;

    private static int Rank(ModelVariant variant)
    {
        var place = Array.IndexOf(s_preference, variant.Name);
        var fourBits = variant.Name.Contains('4', StringComparison.Ordinal);
        return (place < 0 ? s_preference.Length : place) + (fourBits && variant.Bytes < SmallestForFourBits ? s_preference.Length : 0);
    }

    private static string? NameOf(string stem)
    {
        foreach (var known in s_stems)
        {
            if (stem == known)
                return "fp32";
            if (stem.StartsWith(known + "_", StringComparison.Ordinal))
                return stem[(known.Length + 1)..];
        }

        return null;
    }

    // The weights beside a file are named after it: model.onnx_data, model.onnx_data_1, model.onnx.data.
    private static long SizeOf(string file) =>
        Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(file)!, System.IO.Path.GetFileName(file) + "*").Sum(f => new FileInfo(f).Length);
}
