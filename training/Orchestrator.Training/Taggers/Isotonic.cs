using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Taggers;

/// <summary>Rising curve from raw to true probability: pool-adjacent-violators over bins, with a line between the bins' centres.</summary>
internal static class Isotonic
{
    const int LeastInBin = 40;

    public static IReadOnlyList<CalibrationPoint> Fit(List<(double Raw, bool Right)> seen)
    {
        var blocks = new List<Block>();
        foreach (var bin in Bins(seen))
        {
            // One right and one wrong text more than seen, so that no bin promises certainty.
            blocks.Add(new Block(bin.Average(x => x.Raw), bin.Count(x => x.Right) + 0.5, bin.Length + 1));
            while (blocks.Count > 1 && blocks[^2].Rate >= blocks[^1].Rate)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add(new Block(((a.Centre * a.Count) + (b.Centre * b.Count)) / (a.Count + b.Count), a.Right + b.Right, a.Count + b.Count));
            }
        }

        List<CalibrationPoint> points = [new CalibrationPoint(0, Math.Round(blocks[0].Rate * 0.5, 4)), .. blocks.Select(b => new CalibrationPoint(Math.Round(b.Centre, 5), Math.Round(b.Rate, 4)))];
        points.Add(new CalibrationPoint(1, Math.Max(points[^1].Calibrated, Math.Round(blocks[^1].Rate, 4))));
        return points;
    }

    /// <summary>Bins of even width at first, then joined until each has enough texts.</summary>
    static List<(double Raw, bool Right)[]> Bins(List<(double Raw, bool Right)> seen)
    {
        double[] edges = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.98, 0.99, 1.01];
        var bins = new List<(double, bool)[]>();
        var open = new List<(double Raw, bool Right)>();
        var from = -1.0;
        foreach (var edge in edges)
        {
            open.AddRange(seen.Where(x => x.Raw >= from && x.Raw < edge));
            from = edge;
            if (open.Count < LeastInBin)
                continue;
            bins.Add([.. open]);
            open.Clear();
        }

        if (open.Count > 0 && bins.Count > 0)
            bins[^1] = [.. bins[^1], .. open];
        else if (open.Count > 0)
            bins.Add([.. open]);
        return bins;
    }

    sealed record Block(double Centre, double Right, double Count)
    {
        public double Rate => Right / Count;
    }
}
