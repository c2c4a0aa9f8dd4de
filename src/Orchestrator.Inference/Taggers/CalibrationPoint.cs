namespace Orchestrator.Inference.Taggers;

/// <summary>One point of the calibration curve.</summary>
/// <param name="Raw">Raw probability.</param>
/// <param name="Calibrated">The probability it stands for.</param>
public sealed record CalibrationPoint(double Raw, double Calibrated);
