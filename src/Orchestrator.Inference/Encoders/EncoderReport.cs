namespace Orchestrator.Inference.Encoders;

/// <summary>What an encoder's folder holds.</summary>
/// <param name="Type">The architecture, for instance <c>bert</c>.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="LongestText">The most tokens of a text, those that frame it included.</param>
/// <param name="Dimensions">How many numbers an embedding has; null for a classifier, and where the graph leaves it open.</param>
/// <param name="Pooling">How the tokens' numbers become the text's; null for a classifier.</param>
/// <param name="Labels">A classifier's labels.</param>
/// <param name="Variants">The variants, the one first that is taken unless another is named.</param>
public sealed record EncoderReport(
    string Type, EncoderKind Kind, int LongestText, long? Dimensions, string? Pooling, IReadOnlyList<string> Labels, IReadOnlyList<EncoderVariant> Variants);
