namespace Orchestrator.Inference.Local;

/// <summary>Size and digest of one file of a model.</summary>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 in lower-case hexadecimal.</param>
public sealed record ModelFile(long Bytes, string Sha256);
