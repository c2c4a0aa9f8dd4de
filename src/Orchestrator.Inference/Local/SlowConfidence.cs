namespace Orchestrator.Inference.Local;

/// <summary>How a model that must read a text first tells how sure it is of it.</summary>
/// <param name="Of">Calibrated probability in 0..1 that it would answer the text rightly. Thread-safe, and works on threads of its own.</param>
/// <param name="Kept">The share of right answers among those that it gives, measured on held-out texts.</param>
public sealed record SlowConfidence(Func<string, CancellationToken, Task<double>> Of, double Kept);
