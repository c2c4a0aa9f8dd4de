namespace Orchestrator.Inference.Layout;

/// <summary>What a variant holds.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="WeightBytes">Bytes of weights by element type, most first.</param>
/// <param name="SharedBuffer">Whether its cache can be kept in one buffer.</param>
/// <param name="CacheBytesPerToken">What a token takes in the cache, in bytes.</param>
/// <param name="Problem">Why it cannot be run; null when nothing speaks against it.</param>
public sealed record VariantReport(
    ModelVariant Variant, IReadOnlyList<KeyValuePair<string, long>> WeightBytes, bool SharedBuffer, long CacheBytesPerToken, string? Problem);
