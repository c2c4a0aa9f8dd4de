namespace Orchestrator.Inference.Taggers;

/// <summary>How raw probabilities became honest ones, and the evidence.</summary>
public sealed record TaggerCalibration
{
    /// <summary>Divides the logits before the softmax.</summary>
    public required double Temperature { get; init; }

    /// <summary>Raw probability to calibrated probability, rising; between the points the line is straight.</summary>
    public required IReadOnlyList<CalibrationPoint> Points { get; init; }

    /// <summary>What was promised and what came true on held-out texts that neither training nor calibration saw.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>Mean distance between promised and true over the bins, weighted by their counts.</summary>
    public required double ExpectedCalibrationError { get; init; }

    internal double Apply(double raw)
    {
        if (raw <= Points[0].Raw)
            return Points[0].Calibrated;
        for (var i = 1; i < Points.Count; i++)
        {
            var (a, b) = (Points[i - 1], Points[i]);
            if (raw <= b.Raw)
                return a.Calibrated + (b.Calibrated - a.Calibrated) * (raw - a.Raw) / Math.Max(b.Raw - a.Raw, 1e-9);
        }

        return Points[^1].Calibrated;
    }
}
