using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tokenizers.Completing;

/// <summary>Makes the post-processor that a tokenizer file describes.</summary>
internal static class PostProcessorReader
{
    private const string Known = "Sequence, TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel";

    /// <exception cref="ModelLoadException">A component is not supported or contradicts itself.</exception>
    public static IPostProcessor Read(Component from, Func<int, string?> text) => from.Type switch
    {
        "Sequence" => new PostProcessorSequence([.. from.Each("processors").Select(p => Read(p, text))]),
        "TemplateProcessing" => TemplatePostProcessor.Read(from),
        "BertProcessing" => TemplatePostProcessor.Framed(Pair(from, "cls"), [Pair(from, "sep")], [Pair(from, "sep")], secondType: 1),
        "RobertaProcessing" => Roberta(from, text),
        "ByteLevel" => from.Flag("trim_offsets", true) ? new TrimPostProcessor(from.Flag("add_prefix_space", true), text) : new PostProcessorSequence([]),
        _ => throw from.Unknown(Known),
    };

    private static PostProcessorSequence Roberta(Component from, Func<int, string?> text)
    {
        var end = Pair(from, "sep");
        var frame = TemplatePostProcessor.Framed(Pair(from, "cls"), [end], [end, end], secondType: 0);
        return new(from.Flag("trim_offsets", true) ? [new TrimPostProcessor(from.Flag("add_prefix_space", true), text), frame] : [frame]);
    }

    private static int Pair(Component from, string name) =>
        from.Json.TryGetProperty(name, out var pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out var id)
            ? id : throw from.Refuse($"its '{name}' is no text with a token");

    private sealed class PostProcessorSequence(IPostProcessor[] steps) : IPostProcessor
    {
        public List<List<Token>> Apply(List<List<Token>> parts, bool special) => steps.Aggregate(parts, (p, step) => step.Apply(p, special));

        public int Added(int texts) => steps.Sum(s => s.Added(texts));
    }
}
