using System.Diagnostics;
using Orchestrator.Load.Targets;

namespace Orchestrator.Load.Driving;

/// <summary>What one caller saw. Not thread-safe: each caller has its own.</summary>
internal sealed class Samples
{
    public List<double> Latency { get; } = [];

    public List<double> FirstContent { get; } = [];

    public int Garbled { get; private set; }

    public int Failed { get; private set; }

    /// <param name="began">When the request should have begun.</param>
    /// <param name="answer">How it went.</param>
    public void Add(long began, LoadAnswer answer)
    {
        if (answer.Outcome == LoadOutcome.Whole)
        {
            Latency.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            FirstContent.Add(Stopwatch.GetElapsedTime(began, answer.FirstContentAt).TotalMicroseconds);
        }
        else if (answer.Outcome == LoadOutcome.Garbled)
        {
            Garbled++;
        }
        else
        {
            Failed++;
        }
    }

    public static Samples Together(IEnumerable<Samples> all)
    {
        var sum = new Samples();
        foreach (var samples in all)
        {
            sum.Latency.AddRange(samples.Latency);
            sum.FirstContent.AddRange(samples.FirstContent);
            sum.Garbled += samples.Garbled;
            sum.Failed += samples.Failed;
        }

        return sum;
    }
}
