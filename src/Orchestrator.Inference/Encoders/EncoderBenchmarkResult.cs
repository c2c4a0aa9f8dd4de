namespace Orchestrator.Inference.Encoders;

/// <summary>How fast an encoder is on this machine.</summary>
/// <param name="One">Time for one text by itself.</param>
/// <param name="Together">How many texts were run in one batch.</param>
/// <param name="TextsPerSecond">Texts in a second, that many together.</param>
/// <param name="MemoryBytes">The process's memory after it.</param>
public sealed record EncoderBenchmarkResult(TimeSpan One, int Together, double TextsPerSecond, long MemoryBytes);
