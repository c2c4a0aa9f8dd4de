namespace Orchestrator.Inference.Decoders;

/// <summary>What a decoder that was loaded is, for health, <c>doctor</c> and routing.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Context">The longest sequence, in tokens.</param>
/// <param name="Provider">What runs its graph.</param>
/// <param name="Fallback">Why that is not what was asked for; null when it is.</param>
public sealed record DecoderDescription(string Variant, int Context, ExecutionProvider Provider, string? Fallback);
