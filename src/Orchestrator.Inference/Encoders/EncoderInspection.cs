using System.Text.Json;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Onnx;

namespace Orchestrator.Inference.Encoders;

/// <summary>Looks into an encoder's folder without loading weights.</summary>
public static class EncoderInspection
{
    /// <summary>Reports on a folder in the Hugging Face layout; null when it holds no encoder, but a decoder or what is neither.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ModelLoadException">Its configuration is missing or damaged, or asks for a pooling that is not known.</exception>
    public static EncoderReport? Inspect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = EncoderFolder.Open(path);
        OnnxFile? first = null;
        var variants = folder.Variants().Select(v => Look(v.Key, v.Value, ref first)).ToList();
        if (first is null || first.Inputs.Any(i => !EncoderSession.KnownInputs.Contains(i.Name)))
            return null;
        var type = folder.Config.TryGetProperty("model_type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "unknown";
        if (EncoderOutputs.Sentences.Select(name => first.Outputs.FirstOrDefault(o => o.Name == name)).FirstOrDefault(o => o is not null) is { } made)
        {
            var (pooling, normalize) = SentenceModules.Read(folder);
            return new(type, EncoderKind.Sentences, folder.LongestText(), made.Shape.LastOrDefault(-1) is > 0 and var size ? size : null, $"{pooling}{(normalize ? ", normalised" : "")}", [], variants);
        }

        // A decoder without a cache has scores too, of each word that it knows.
        if (first.Outputs.FirstOrDefault(o => o.Name == EncoderOutputs.Labels) is not { } scores || !folder.Config.TryGetProperty("id2label", out _))
            return null;
        var labels = LabelNames.Read(folder);
        return scores.Shape.LastOrDefault(-1) is > 0 and var count && count != labels.Count
            ? null
            : new(type, scores.Shape.Count == 3 ? EncoderKind.Parts : EncoderKind.Texts, folder.LongestText(), null, null, labels, variants);
    }

    private static EncoderVariant Look(string name, string path, ref OnnxFile? first)
    {
        try
        {
            var file = OnnxReader.Read(path);
            first ??= file;
            return new(name, path, file.WeightBytes, null);
        }
        catch (ModelLoadException e)
        {
            return new(name, path, [], e.Message);
        }
    }
}
