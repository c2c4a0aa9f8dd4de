namespace Orchestrator.Decoders;

/// <summary>One answer's times, in seconds.</summary>
/// <param name="First">To the first token.</param>
/// <param name="Steps">Of each later one.</param>
/// <param name="FirstCpu">What all processors together took to the first token.</param>
/// <param name="StepsCpu">What they took for all later ones.</param>
internal sealed record Timing(double First, double[] Steps, double FirstCpu, double StepsCpu);
